import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientSession, longestAttempt } from '@torsor/protocol'
import type { ClientEffect, ClientEvent, ClientMemory, ClientState, ToldError, WaitReason, WireErrorName } from '@torsor/protocol'
import { runs } from '../runs.js'
import { clientExpectations } from './client-table.js'
import { outcomeOf } from './outcome.js'

const generation = 7
const told = (code: WireErrorName, retryable = true): ToldError => ({ code, retryable, message: 'why' })
const memory: ClientMemory = { generation, attempt: 1, reasons: [], ended: null, whole: false }

/** One of each kind. */
const states: { readonly [S in ClientState['name']]: Extract<ClientState, { readonly name: S }> } = {
  idle: { name: 'idle', ...memory, generation: 0, attempt: 0, reasons: ['not-leader'] },
  waiting: { name: 'waiting', ...memory, reasons: ['backoff'] },
  connecting: { name: 'connecting', ...memory },
  opening: { name: 'opening', ...memory },
  'catching-up': { name: 'catching-up', ...memory, mode: 'since', received: 0, total: null },
  live: { name: 'live', ...memory },
  'needs-auth': { name: 'needs-auth', ...memory, error: told('needs-auth') },
  incompatible: { name: 'incompatible', ...memory, error: told('protocol-incompatible') },
  closed: { name: 'closed', ...memory },
}

const events = (of: number): { readonly [E in ClientEvent['type']]: Extract<ClientEvent, { readonly type: E }> } => ({
  start: { type: 'start' },
  stop: { type: 'stop' },
  lead: { type: 'lead' },
  yield: { type: 'yield' },
  'storage-ready': { type: 'storage-ready' },
  'storage-lost': { type: 'storage-lost' },
  online: { type: 'online' },
  offline: { type: 'offline' },
  visible: { type: 'visible' },
  hidden: { type: 'hidden' },
  timer: { type: 'timer' },
  'token-changed': { type: 'token-changed' },
  edited: { type: 'edited' },
  'socket-open': { type: 'socket-open', generation: of },
  'socket-closed': { type: 'socket-closed', generation: of, wasOpen: true, silent: false },
  deadline: { type: 'deadline', generation: of },
  settled: { type: 'settled', generation: of },
  opened: { type: 'opened', generation: of, mode: 'since' },
  slice: { type: 'slice', generation: of, received: 5, total: 9 },
  'caught-up': { type: 'caught-up', generation: of },
  step: { type: 'step', generation: of },
  digest: { type: 'digest', generation: of },
  behind: { type: 'behind', generation: of },
  refused: { type: 'refused', generation: of },
  error: { type: 'error', generation: of, error: told('space-unavailable') },
  closed: { type: 'closed', generation: of },
  mismatch: { type: 'mismatch', generation: of },
  overtaken: { type: 'overtaken', generation: of },
})

const names = Object.keys(states) as ClientState['name'][]
const kinds = Object.keys(events(0)) as ClientEvent['type'][]
const connected: readonly ClientState['name'][] = ['connecting', 'opening', 'catching-up', 'live']

function run(from: ClientState, ...told: readonly ClientEvent[]): { state: ClientState; effects: readonly ClientEffect[] } {
  let state = from
  let effects: readonly ClientEffect[] = []
  for (const event of told) ({ state, effects } = clientSession.transition(state, event))
  return { state, effects }
}

describe('[PR20] every event in every state', () => {
  describe.each(names)('%s', (name) => {
    test.each(kinds)('%s', (kind) => {
      const before = states[name]
      const after = clientSession.transition(before, events(before.generation)[kind])
      expect(outcomeOf(before, after)).toBe(clientExpectations[name][kind])
    })
  })
})

test('[P18] [PR21] what an old connection says changes nothing, in any state', () => {
  for (const name of names) {
    for (const event of Object.values(events(generation - 1))) {
      if (!('generation' in event) || states[name].generation === event.generation) continue
      expect(outcomeOf(states[name], clientSession.transition(states[name], event))).toBe('same')
    }
  }
})

test('[PR22] a session from start to live, and the next one after a cut', () => {
  const waiting = run(clientSession.initial, { type: 'start' })
  expect(waiting.state).toMatchObject({ name: 'waiting', reasons: ['not-leader'] })
  const connecting = run(waiting.state, { type: 'lead' })
  expect(connecting).toEqual({
    state: { name: 'connecting', generation: 1, attempt: 0, reasons: [], ended: null, whole: false },
    effects: [{ type: 'connect' }],
  })
  const opening = run(connecting.state, { type: 'socket-open', generation: 1 })
  expect(opening.effects).toEqual([{ type: 'send-open', whole: false }])
  const catchingUp = run(opening.state, { type: 'opened', generation: 1, mode: 'staged' })
  expect(catchingUp.state).toMatchObject({ name: 'catching-up', mode: 'staged', received: 0, total: null })
  expect(catchingUp.effects).toEqual([
    { type: 'stage-begin', mode: 'staged' },
    { type: 'push-pending', freeze: false },
  ])
  const sliced = run(catchingUp.state, { type: 'slice', generation: 1, received: 3, total: 8 })
  expect(sliced.state).toMatchObject({ received: 3, total: 8 })
  const live = run(sliced.state, { type: 'caught-up', generation: 1 })
  expect(live.effects).toEqual([{ type: 'adopt' }, { type: 'push-pending', freeze: true }, { type: 'start-settling' }])
  const cut = run(live.state, { type: 'socket-closed', generation: 1, wasOpen: true, silent: false })
  expect(cut.state).toMatchObject({ name: 'waiting', reasons: ['backoff'], ended: 'network', attempt: 1 })
  expect(cut.effects).toEqual([{ type: 'start-back-off', attempt: 1 }])
  expect(run(cut.state, { type: 'timer' }).effects).toEqual([{ type: 'connect' }])
})

test('[PR23] how a connection ended is remembered', () => {
  const ended = (wasOpen: boolean, silent: boolean): unknown =>
    run(states.live, { type: 'socket-closed', generation, wasOpen, silent }).state.ended
  expect(ended(true, false)).toBe('network')
  expect(ended(false, false)).toBe('relay-unreachable')
  expect(ended(true, true)).toBe('relay-silent')
  expect(run(states.connecting, { type: 'deadline', generation }).state.ended).toBe('relay-unreachable')
  expect(run(states.opening, { type: 'deadline', generation }).state.ended).toBe('relay-silent')
})

describe('[PR24] each failure waits longer, until a session was live for a while', () => {
  const failing: readonly ClientEvent[] = [{ type: 'timer' }]

  test('attempts count up, and being live for a moment does not count', () => {
    let state: ClientState = states.waiting
    for (let attempt = 2; attempt < 12; attempt++) {
      state = run(state, ...failing).state
      const of = state.generation
      const after = run(
        state,
        { type: 'socket-open', generation: of },
        { type: 'opened', generation: of, mode: 'since' },
        { type: 'caught-up', generation: of },
        { type: 'socket-closed', generation: of, wasOpen: true, silent: false },
      )
      expect(after.effects).toEqual([{ type: 'start-back-off', attempt: Math.min(attempt, longestAttempt) }])
      state = after.state
    }
  })

  test('a session that settled starts anew', () => {
    const after = run(
      { ...states.live, attempt: 9 },
      { type: 'settled', generation },
      { type: 'socket-closed', generation, wasOpen: true, silent: false },
    )
    expect(after.effects).toEqual([{ type: 'start-back-off', attempt: 1 }])
    expect(run({ ...states.live, attempt: 0 }, { type: 'settled', generation }).state.attempt).toBe(0)
  })

  test('online and visible start anew at once, unless the relay itself sent us away', () => {
    for (const type of ['online', 'visible'] as const) {
      const hurried = run({ ...states.waiting, attempt: 5 }, { type })
      expect(hurried.state).toMatchObject({ name: 'connecting', attempt: 0 })
      const sentAway: ClientState = { ...states.waiting, attempt: 5, reasons: ['backoff', 'closed-by-relay'] }
      expect(run(sentAway, { type })).toEqual({ state: sentAway, effects: [] })
    }
  })
})

describe('[PR25] a device that is offline or hidden tries rarely, but never not at all', () => {
  const lose: ClientEvent = { type: 'socket-closed', generation, wasOpen: true, silent: false }

  test.each(['offline', 'hidden'] as const)('%s: the longest back-off', (type) => {
    const after = run(states.live, { type }, lose)
    expect(after.effects).toEqual([{ type: 'start-back-off', attempt: longestAttempt }])
    expect(run(after.state, { type: 'timer' }).state.name).toBe('connecting')
  })

  test('offline from the start', () => {
    const after = run(clientSession.initial, { type: 'lead' }, { type: 'offline' }, { type: 'start' })
    expect(after.state).toMatchObject({ name: 'waiting', reasons: ['backoff', 'offline'] })
    expect(after.effects).toEqual([{ type: 'start-back-off', attempt: longestAttempt }])
    expect(run(after.state, { type: 'online' }).effects.map(({ type }) => type)).toEqual(['cancel-back-off', 'connect'])
  })

  test('hidden from the start connects like any other', () => {
    expect(run(clientSession.initial, { type: 'lead' }, { type: 'hidden' }, { type: 'start' }).state.name).toBe('connecting')
  })
})

describe('[PR26] what the relay says decides where it goes', () => {
  const after = (code: WireErrorName, retryable: boolean): ReturnType<typeof run> =>
    run(states.live, { type: 'error', generation, error: told(code, retryable) })

  test.each(['needs-auth', 'forbidden'] as const)('%s: a token is asked for', (code) => {
    const { state, effects } = after(code, false)
    expect(state).toMatchObject({ name: 'needs-auth', error: { code } })
    expect(effects.map(({ type }) => type)).toEqual(['disconnect', 'report', 'request-token'])
  })

  test.each(['protocol-incompatible', 'column-collision'] as const)('%s: incompatible', (code) => {
    expect(after(code, false).state).toMatchObject({ name: 'incompatible', error: { code } })
  })

  test('retryable: the usual back-off; not retryable: the longest', () => {
    expect(after('shutting-down', true).effects.at(-1)).toEqual({ type: 'start-back-off', attempt: 2 })
    expect(after('too-large', false).effects.at(-1)).toEqual({ type: 'start-back-off', attempt: longestAttempt })
    expect(after('too-large', false).state).toMatchObject({
      name: 'waiting',
      reasons: ['backoff', 'closed-by-relay'],
      ended: 'relay-unreachable',
    })
  })

  test('the first new token is tried at once, the next one waits', () => {
    const first = run(
      states.live,
      { type: 'settled', generation },
      { type: 'error', generation, error: told('needs-auth') },
      { type: 'token-changed' },
    )
    expect(first.state.name).toBe('connecting')
    const again = run(
      first.state,
      { type: 'socket-open', generation: generation + 1 },
      { type: 'error', generation: generation + 1, error: told('needs-auth') },
      { type: 'token-changed' },
    )
    expect(again.state).toMatchObject({ name: 'waiting', reasons: ['backoff'] })
    expect(again.effects).toEqual([{ type: 'start-back-off', attempt: 2 }])
  })
})

test('[PR27] a mismatch loads the whole reference next time, and until it has', () => {
  const mismatched = run(states.live, { type: 'mismatch', generation })
  expect(mismatched.effects.map(({ type }) => type)).toEqual(['disconnect', 'stage-discard', 'report-mismatch', 'start-back-off'])
  const open = (state: ClientState): ReturnType<typeof run> => {
    const { state: connecting } = run(state, { type: 'timer' })
    return run(connecting, { type: 'socket-open', generation: connecting.generation })
  }
  const first = open(mismatched.state)
  expect(first.effects).toMatchObject([{ type: 'send-open', whole: true }])
  const of = first.state.generation
  const cut = run(
    first.state,
    { type: 'opened', generation: of, mode: 'whole' },
    { type: 'socket-closed', generation: of, wasOpen: true, silent: false },
  )
  const second = open(cut.state)
  expect(second.effects).toMatchObject([{ type: 'send-open', whole: true }])
  const healed = run(second.state, { type: 'opened', generation: of + 1, mode: 'whole' }, { type: 'caught-up', generation: of + 1 })
  expect(healed.state).toMatchObject({ name: 'live', whole: false })
})

describe('[PR28] any history', () => {
  const anyError = fc.constantFrom<WireErrorName>('needs-auth', 'forbidden', 'protocol-incompatible', 'shutting-down', 'too-large')
  /** What a session that goes well hears next. */
  const onwards: { readonly [S in ClientState['name']]: ClientEvent['type'] } = {
    idle: 'start',
    waiting: 'timer',
    connecting: 'socket-open',
    opening: 'opened',
    'catching-up': 'caught-up',
    live: 'settled',
    'needs-auth': 'token-changed',
    incompatible: 'visible',
    closed: 'stop',
  }
  const any = fc.record({
    drawn: fc.oneof(
      fc.constantFrom(...kinds.filter((kind) => kind !== 'stop')),
      fc.constantFrom('onwards' as const, 'onwards' as const, 'lead' as const, 'storage-ready' as const),
    ),
    stale: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
    code: anyError,
    silent: fc.boolean(),
  })

  test('never gets stuck, never leaks a connection, never runs two back-offs', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (history) => {
        let state = run(clientSession.initial, { type: 'start' }).state
        let timer = false
        for (const { drawn, stale, code, silent } of history) {
          const kind = drawn === 'onwards' ? onwards[state.name] : drawn
          if (kind === 'timer' && !timer) continue
          let event: ClientEvent = events(state.generation - (stale ? 1 : 0))[kind]
          if (event.type === 'error') event = { ...event, error: told(code) }
          if (event.type === 'socket-closed') event = { ...event, silent }
          if (event.type === 'timer') timer = false
          const before = state
          const after = clientSession.transition(before, event)
          state = after.state
          seen.add(state.name)
          for (const effect of after.effects) {
            if (effect.type === 'start-back-off') {
              expect(timer).toBe(false)
              timer = true
            }
            if (effect.type === 'cancel-back-off') {
              expect(timer).toBe(true)
              timer = false
            }
          }
          const connects = after.effects.filter(({ type }) => type === 'connect').length
          expect(state.generation).toBe(before.generation + connects)
          const disconnects = after.effects.some(({ type }) => type === 'disconnect')
          const left = connected.includes(before.name) && !(connected.includes(state.name) && connects === 0)
          expect(left).toBe(disconnects || (kind === 'socket-closed' && before !== state))
          expect(state.reasons).toEqual([...new Set<WaitReason>(state.reasons)].toSorted())
          if (connected.includes(state.name))
            expect(state.reasons.filter((reason) => reason !== 'offline' && reason !== 'hidden')).toEqual([])
          expect(state.reasons.includes('backoff')).toBe(timer)
          if (state.name === 'waiting')
            expect(timer || state.reasons.includes('not-leader') || state.reasons.includes('storage')).toBe(true)
        }
      }),
      runs(2000),
    )
    expect([...seen].toSorted()).toEqual(names.filter((name) => name !== 'closed' && name !== 'idle').toSorted())
  })
})
