import { createDelta } from '@torsor/core'
import type { DownMessage, OpenedMessage } from '@torsor/protocol'
import { describe, expect, it } from 'vitest'
import { Hearing } from '../../src/driver/hearing.js'
import type { PacketEntry } from '../../src/outbox/entry.js'

const ID = '00000000000000a0'
const OTHER = '00000000000000b0'
const nonce = '0123456789abcdef'
const place = { nonce, position: 40 }
const generation = 3
const digest = '0'.repeat(16)
const bytes = Uint8Array.of(1, 2, 3)
const range = { from: 7, to: 8 }

const frozen: PacketEntry = {
  kind: 'frozen',
  id: ID,
  ...range,
  at: 0,
  writes: [],
  size: 3,
  delta: createDelta(),
  packet: bytes,
  confirmedAt: null,
  refusal: null,
}

const opened: OpenedMessage = {
  type: 'opened',
  handle: 0,
  mode: 'since',
  access: 'write',
  undeclared: false,
  nonce: null,
  partial: null,
  voids: null,
  time: 5,
  coverage: [[{ from: 1, to: 6 }]],
}

/** A session that has opened, and caught up at 50. */
function live(...own: readonly string[]): Hearing {
  const hearing = new Hearing(generation, own, place, ({ id, from }) => (id === ID && from === 7 ? frozen : undefined))
  hearing.hear(opened)
  hearing.hear({ type: 'caught-up', handle: 0, position: 50, digest, voids: null, coverage: null })
  return hearing
}

const violation = { event: { type: 'error', generation, error: { code: 'protocol-violation', retryable: false } }, told: {} }

describe('[RE49] what a relay leaves out is what is known already', () => {
  it('the nonce is the one that was asked about, or the one told', () => {
    const hear = (message: OpenedMessage, at: typeof place | null = place): unknown =>
      new Hearing(generation, [], at, () => undefined).hear(message)
    expect(hear(opened)).toMatchObject({ event: { type: 'opened', mode: 'since' }, told: { opened: { nonce } } })
    const other = 'fedcba9876543210'
    expect(hear({ ...opened, nonce: other })).toMatchObject({ told: { opened: { nonce: other } } })
    expect(hear({ ...opened, nonce: other }, null)).toMatchObject({ told: { opened: { nonce: other } } })
    expect(hear(opened, null)).toMatchObject(violation)
  })

  it('[RE54] the ids that the relay knows the session by are those of its pushes, too, from its first word of each', () => {
    const refused = { type: 'refused', handle: 0, retryable: true, range, code: 'clock-skew', message: '', cells: [] } as const
    const caughtUp = { type: 'caught-up', handle: 0, position: 50, digest, voids: null, coverage: null } as const
    const words: readonly DownMessage[] = [
      { type: 'own-deltas', handle: 0, span: 1, own: 1, range, bytes },
      { ...refused, own: 1 },
      { ...caughtUp, coverage: [[], [range]] },
    ]
    for (const word of words) {
      const hearing = live(ID)
      hearing.ids.push(OTHER, ID)
      expect(hearing.known).toEqual([ID])
      hearing.hear({ type: 'deltas', handle: 0, span: 1, bytes })
      hearing.hear({ type: 'own-deltas', handle: 0, span: 1, own: 0, range, bytes })
      expect(hearing.hear(caughtUp)?.told.caughtUp?.known).toEqual([ID])
      hearing.hear(word)
      expect(hearing.known).toEqual([ID, OTHER])
    }
  })

  it('what is held of its ids is what was told last', () => {
    const hearing = new Hearing(generation, [ID], place, () => undefined)
    const holding = { id: ID, ranges: [{ from: 1, to: 6 }], voids: [] }
    expect(hearing.hear(opened)?.told.opened?.coverage).toEqual([holding])
    const caughtUp: DownMessage = { type: 'caught-up', handle: 0, position: 50, digest, voids: null, coverage: null }
    expect(hearing.hear(caughtUp)?.told.caughtUp).toEqual({ nonce, position: 50, digest, coverage: [holding], known: [ID] })
    hearing.ids.push(OTHER)
    const news: DownMessage = { ...caughtUp, voids: [{ own: 1, range }], coverage: [[], [range]] }
    const coverage = [
      { id: ID, ranges: [], voids: [] },
      { id: OTHER, ranges: [range], voids: [range] },
    ]
    expect(hearing.hear(news)?.told.caughtUp?.coverage).toEqual(coverage)
    expect(hearing.hear(caughtUp)?.told.caughtUp?.coverage).toEqual(coverage)
  })

  it('each step begins where the last one led', () => {
    const hearing = live(ID)
    const steps = [
      hearing.hear({ type: 'deltas', handle: 0, span: 1, bytes }),
      hearing.hear({ type: 'confirmed', handle: 0, span: 3, own: 0, range }),
      hearing.hear({ type: 'own-deltas', handle: 0, span: 1, own: 0, range: { from: 9, to: 9 }, bytes }),
    ].map((heard) => heard?.told.step)
    expect(steps).toEqual([
      { previous: 50, position: 51, bytes, own: null },
      { previous: 51, position: 54, bytes, own: frozen },
      { previous: 54, position: 55, bytes, own: { id: ID, from: 9, to: 9 } },
    ])
    expect(hearing.hear({ type: 'digest', handle: 0, digest })?.told.digest).toEqual({ position: 55, digest })
    expect(hearing.hear({ type: 'behind', handle: 0 })?.told.behind).toBe(55)
  })

  it('an index that nobody named is a violation, a packet that is gone a reason to catch up anew', () => {
    const hearing = live(ID)
    expect(hearing.hear({ type: 'confirmed', handle: 0, span: 1, own: 1, range })).toMatchObject(violation)
    const refused = { type: 'refused', handle: 0, retryable: true, range, code: 'clock-skew', message: '', cells: [] } as const
    expect(hearing.hear({ ...refused, own: 1 })).toMatchObject(violation)
    expect(hearing.hear({ ...refused, own: 0 })?.told.refused).toMatchObject({ id: ID, ...range, code: 'clock-skew' })
    const partial = { own: 1, range, received: 3 }
    expect(hearing.hear({ ...opened, partial })).toMatchObject(violation)
    expect(hearing.hear({ ...opened, partial: { ...partial, own: 0 } })?.told.opened?.partial).toEqual({ id: ID, ...range, received: 3 })
    expect(hearing.hear({ type: 'confirmed', handle: 0, span: 1, own: 0, range: { from: 9, to: 9 } })).toEqual({
      event: { type: 'overtaken', generation },
      told: {},
    })
  })
})
