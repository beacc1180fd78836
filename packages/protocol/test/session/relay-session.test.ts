import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { relaySession } from '@torsor/protocol'
import type { RelayEffect, RelayEvent, RelayState, ToldError } from '@torsor/protocol'
import { runs } from '../runs.js'
import { outcomeOf } from './outcome.js'

const error: ToldError = { code: 'needs-auth', retryable: false, message: 'expired' }

/** One of each kind. */
const states: { readonly [S in RelayState['name']]: Extract<RelayState, { readonly name: S }> } = {
  'awaiting-open': { name: 'awaiting-open' },
  authorizing: { name: 'authorizing', authorization: 1, blocked: false },
  'catching-up': { name: 'catching-up', authorization: 1, access: 'write', blocked: false, slicing: true, behind: false },
  live: { name: 'live', authorization: 1, access: 'write' },
  closed: { name: 'closed' },
}

const events: { readonly [E in RelayEvent['type']]: Extract<RelayEvent, { readonly type: E }> } = {
  open: { type: 'open' },
  declare: { type: 'declare' },
  push: { type: 'push' },
  renew: { type: 'renew' },
  close: { type: 'close' },
  granted: { type: 'granted', authorization: 1, access: 'write' },
  denied: { type: 'denied', authorization: 1, error },
  'renewal-due': { type: 'renewal-due' },
  advanced: { type: 'advanced' },
  'slice-sent': { type: 'slice-sent', more: true },
  blocked: { type: 'blocked' },
  drained: { type: 'drained' },
  timeout: { type: 'timeout' },
  failed: { type: 'failed', error },
  shutdown: { type: 'shutdown' },
  'socket-closed': { type: 'socket-closed' },
}

const gone = 'closed: send-error, release'

const expectations: { readonly [S in RelayState['name']]: { readonly [E in RelayEvent['type']]: string } } = {
  'awaiting-open': {
    open: 'authorizing: authorize',
    declare: gone,
    push: gone,
    renew: gone,
    close: 'closed: send-closed, release',
    granted: 'same',
    denied: 'same',
    'renewal-due': 'same',
    advanced: 'same',
    'slice-sent': 'same',
    blocked: 'same',
    drained: 'same',
    timeout: gone,
    failed: gone,
    shutdown: gone,
    'socket-closed': 'closed: release',
  },
  authorizing: {
    open: gone,
    declare: gone,
    push: gone,
    renew: 'authorizing: authorize',
    close: 'closed: send-closed, release',
    granted: 'catching-up: send-opened, send-slice',
    denied: gone,
    'renewal-due': 'same',
    advanced: 'same',
    'slice-sent': 'same',
    blocked: 'authorizing',
    drained: 'same',
    timeout: gone,
    failed: gone,
    shutdown: gone,
    'socket-closed': 'closed: release',
  },
  'catching-up': {
    open: gone,
    declare: 'same: accept-declare',
    push: 'same: accept-push',
    renew: 'catching-up: authorize',
    close: 'closed: send-closed, release',
    granted: 'same',
    denied: gone,
    'renewal-due': 'catching-up: authorize',
    advanced: 'same',
    'slice-sent': 'same: send-slice',
    blocked: 'catching-up',
    drained: 'same',
    timeout: 'same',
    failed: gone,
    shutdown: gone,
    'socket-closed': 'closed: release',
  },
  live: {
    open: gone,
    declare: 'same: accept-declare',
    push: 'same: accept-push',
    renew: 'live: authorize',
    close: 'closed: send-closed, release',
    granted: 'same',
    denied: gone,
    'renewal-due': 'live: authorize',
    advanced: 'same: send-steps',
    'slice-sent': 'same',
    blocked: 'catching-up: hold',
    drained: 'same',
    timeout: 'same',
    failed: gone,
    shutdown: gone,
    'socket-closed': 'closed: release',
  },
  closed: {
    open: 'same',
    declare: 'same',
    push: 'same',
    renew: 'same',
    close: 'same',
    granted: 'same',
    denied: 'same',
    'renewal-due': 'same',
    advanced: 'same',
    'slice-sent': 'same',
    blocked: 'same',
    drained: 'same',
    timeout: 'same',
    failed: 'same',
    shutdown: 'same',
    'socket-closed': 'same',
  },
}

const names = Object.keys(states) as RelayState['name'][]
const kinds = Object.keys(events) as RelayEvent['type'][]

function run(from: RelayState, ...told: readonly RelayEvent[]): { state: RelayState; effects: readonly RelayEffect[] } {
  let state = from
  let effects: readonly RelayEffect[] = []
  for (const event of told) ({ state, effects } = relaySession.transition(state, event))
  return { state, effects }
}

describe('[PR30] every event in every state', () => {
  describe.each(names)('%s', (name) => {
    test.each(kinds)('%s', (kind) => {
      const before = states[name]
      expect(outcomeOf(before, relaySession.transition(before, events[kind]))).toBe(expectations[name][kind])
    })
  })
})

test('[PR31] from open to live', () => {
  const opened = run(relaySession.initial, { type: 'open' }, { type: 'granted', authorization: 1, access: 'read' })
  expect(opened.effects).toEqual([{ type: 'send-opened' }, { type: 'send-slice' }])
  const live = run(opened.state, { type: 'slice-sent', more: true }, { type: 'slice-sent', more: false })
  expect(live).toEqual({ state: { name: 'live', authorization: 1, access: 'read' }, effects: [{ type: 'send-caught-up' }] })
})

describe('[PR32] a client that does not drain costs a cursor', () => {
  test('in the stream: hold, then behind and slices from there', () => {
    const held = run(states.live, { type: 'blocked' })
    expect(held.effects).toEqual([{ type: 'hold' }])
    expect(run(held.state, { type: 'advanced' }, { type: 'advanced' }).effects).toEqual([])
    expect(run(held.state, { type: 'drained' }).effects).toEqual([{ type: 'send-behind' }, { type: 'send-slice' }])
    expect(run(held.state, { type: 'drained' }, { type: 'slice-sent', more: false }).state.name).toBe('live')
  })

  test('in the walk: it stands still, and says behind but once', () => {
    const still = run(states['catching-up'], { type: 'blocked' }, { type: 'slice-sent', more: true })
    expect(still.effects).toEqual([])
    expect(run(still.state, { type: 'drained' }).effects).toEqual([{ type: 'send-slice' }])
    const again = run(
      states.live,
      { type: 'blocked' },
      { type: 'drained' },
      { type: 'blocked' },
      { type: 'slice-sent', more: true },
      { type: 'drained' },
    )
    expect(again.effects).toEqual([{ type: 'send-slice' }])
  })

  test('before it was opened', () => {
    const opened = run(relaySession.initial, { type: 'open' }, { type: 'blocked' }, { type: 'granted', authorization: 1, access: 'write' })
    expect(opened.effects).toEqual([{ type: 'send-opened' }])
    expect(run(opened.state, { type: 'drained' }).effects).toEqual([{ type: 'send-slice' }])
  })
})

describe('[PR33] every packet is looked at', () => {
  test('who may only read is refused, and goes on reading', () => {
    for (const name of ['catching-up', 'live'] as const) {
      const reading: RelayState = { ...states[name], access: 'read' }
      expect(run(reading, { type: 'push' })).toEqual({ state: reading, effects: [{ type: 'refuse-push', code: 'forbidden' }] })
      expect(run(reading, { type: 'declare' })).toEqual({ state: reading, effects: [] })
    }
  })

  test('the right may be lost, and won, during the session', () => {
    const lost = run(states.live, { type: 'renewal-due' }, { type: 'granted', authorization: 2, access: 'read' })
    expect(run(lost.state, { type: 'push' }).effects).toEqual([{ type: 'refuse-push', code: 'forbidden' }])
    const won = run(lost.state, { type: 'renew' }, { type: 'granted', authorization: 3, access: 'write' })
    expect(run(won.state, { type: 'push' }).effects).toEqual([{ type: 'accept-push' }])
  })
})

describe('[PR34] the answer to the last authorization alone counts', () => {
  test('a late no to the old token', () => {
    const renewed = run(states.live, { type: 'renewal-due' }, { type: 'renew' })
    expect(renewed.effects).toEqual([{ type: 'authorize', authorization: 3, renewal: true }])
    expect(run(renewed.state, { type: 'denied', authorization: 2, error })).toEqual({ state: renewed.state, effects: [] })
    expect(run(renewed.state, { type: 'denied', authorization: 3, error }).effects).toEqual([
      { type: 'send-error', error },
      { type: 'release' },
    ])
  })

  test('a late yes to the old token', () => {
    const waiting = run(relaySession.initial, { type: 'open' }, { type: 'renew' })
    expect(waiting.effects).toEqual([{ type: 'authorize', authorization: 2, renewal: false }])
    expect(run(waiting.state, { type: 'granted', authorization: 1, access: 'write' })).toEqual({ state: waiting.state, effects: [] })
  })
})

test('[PR35] any history has one slice on its way at most, and releases once', () => {
  const any = fc.record({
    kind: fc.constantFrom(...kinds),
    more: fc.boolean(),
    late: fc.boolean(),
    access: fc.constantFrom<'read' | 'write'>('read', 'write'),
  })
  fc.assert(
    fc.property(fc.array(any, { maxLength: 60 }), (history) => {
      let state = run(relaySession.initial, { type: 'open' }).state
      let slicing = 0
      let releases = 0
      for (const { kind, more, late, access } of history) {
        if (kind === 'slice-sent' && slicing === 0) continue
        if (['open', 'timeout', 'shutdown', 'failed', 'denied', 'close', 'socket-closed'].includes(kind) && late) continue
        let event: RelayEvent = events[kind]
        const authorization = 'authorization' in state ? state.authorization - (late ? 1 : 0) : 1
        if (event.type === 'slice-sent') {
          event = { type: 'slice-sent', more }
          slicing--
        }
        if (event.type === 'granted') event = { type: 'granted', authorization, access }
        const after = relaySession.transition(state, event)
        state = after.state
        for (const { type } of after.effects) {
          if (type === 'send-slice') slicing++
          if (type === 'release') releases++
          if (type === 'send-steps' || type === 'send-caught-up') expect(slicing).toBe(0)
        }
        expect(slicing).toBeLessThanOrEqual(1)
        expect(releases).toBe(state.name === 'closed' ? 1 : 0)
        if (state.name === 'catching-up') expect(state.slicing || state.blocked).toBe(true)
      }
    }),
    runs(2000),
  )
})
