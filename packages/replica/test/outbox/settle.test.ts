import { describe, expect, it } from 'vitest'
import { coversOf, settle, type Settleable, type Verdict } from '../../src/outbox/settle.js'
import { Retention } from '../../src/transactions/retention.js'
import { createDelta } from '@torsor/core'
import type { PacketEntry } from '../../src/outbox/entry.js'
import { memoryId } from '../../src/outbox/memory-id.js'

const id = '00000000000000aa'
const row = (kind: Settleable['kind'], from: number, to: number): Settleable => ({ kind, id, from, to })

describe('the outbox', () => {
  const covers = coversOf([
    {
      id,
      ranges: [
        { from: 1, to: 5 },
        { from: 9, to: 9 },
        { from: 12, to: 15 },
      ],
      voids: [{ from: 13, to: 14 }],
    },
  ])

  it.each<[Settleable['kind'], number, number, Verdict]>([
    ['frozen', 1, 5, 'confirm'],
    ['frozen', 4, 6, 'keep'],
    ['frozen', 9, 9, 'confirm'],
    ['frozen', 7, 8, 'keep'],
    ['confirmed', 2, 3, 'keep'],
    ['confirmed', 6, 6, 'bring-back'],
    ['refused', 1, 5, 'keep'],
    ['refused', 6, 6, 'keep'],
    ['open', 1, 2, 'confirm'],
    ['covered', 1, 2, 'keep'],
    ['covered', 6, 6, 'bring-back'],
    ['open', 6, 6, 'keep'],
    ['frozen', 13, 13, 'park'],
    ['frozen', 12, 15, 'confirm'],
    ['confirmed', 13, 14, 'keep'],
    ['refused', 13, 14, 'keep'],
  ])('[RE9] a %s row of %i to %i is judged: %s', (kind, from, to, verdict) => {
    const only = row(kind, from, to)
    expect(settle([only], covers).get(only)).toBe(verdict)
  })

  it('[RE9] open batches are covered all together or not at all, as they will be frozen together', () => {
    const rows = [row('open', 5, 5), row('open', 6, 6)]
    expect([...settle(rows, covers).values()]).toEqual(['keep', 'keep'])
  })

  it('[RE9] and come back all together, where another relay holds some of them', () => {
    const rows = [row('covered', 1, 2), row('covered', 6, 6), row('confirmed', 9, 9)]
    expect([...settle(rows, covers).values()]).toEqual(['bring-back', 'bring-back', 'keep'])
    expect([...settle([row('covered', 1, 2), row('covered', 4, 5)], covers).values()]).toEqual(['keep', 'keep'])
  })

  it('[RE57] batches that were written in memory are covered each alone', () => {
    const id = memoryId('page', 0)
    const rows = [1, 2, 3].map((number) => ({ kind: 'open', id, from: number, to: number }) as const)
    const held = coversOf([{ id, ranges: [{ from: 2, to: 2 }], voids: [] }])
    expect([...settle(rows, held).values()]).toEqual(['keep', 'confirm', 'keep'])
  })

  it('[RE9] another id covers nothing of this one', () => {
    const other = { ...row('frozen', 1, 1), id: '00000000000000bb' }
    expect(settle([other], covers).get(other)).toBe('keep')
  })

  it('[RE10] acknowledged packets are kept for a time and up to a size, the oldest going first', () => {
    const packet = (from: number, confirmedAt: number | null, bytes: number): PacketEntry => ({
      kind: confirmedAt === null ? 'frozen' : 'confirmed',
      id,
      from,
      to: from,
      at: 0,
      writes: [],
      size: bytes,
      delta: createDelta(),
      packet: new Uint8Array(bytes),
      confirmedAt,
      refusal: null,
    })
    const retention = new Retention({ milliseconds: 100, bytes: 50 })
    const entries = [packet(1, 30, 20), packet(2, 10, 23), packet(3, 20, 20), packet(4, null, 1_000)]
    expect(retention.expired(entries, 40).map((entry) => entry.from)).toEqual([2])
    expect(retention.expired(entries, 121).map((entry) => entry.from)).toEqual([2, 3])
    expect(retention.isDue(entries, 40)).toBe(true)
    expect(retention.isDue(entries.slice(1), 40)).toBe(false)
  })
})
