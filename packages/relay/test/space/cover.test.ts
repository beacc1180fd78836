import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EntryRange } from '../../src/log/index.js'
import { exactCover, intersect } from '../../src/space/cover.js'

const range = (from: number, to: number, position: number): EntryRange => ({ from, to, position, kind: 'packet' })

describe('the packets a larger one is lessened by', () => {
  test('[RL24] are found behind a dead end', () => {
    const candidates = [range(1, 5, 1), range(6, 6, 2), range(1, 3, 3), range(4, 7, 4)]
    expect(exactCover([{ from: 1, to: 7 }], candidates)).toEqual([range(1, 3, 3), range(4, 7, 4)])
    expect(exactCover([{ from: 1, to: 8 }], candidates)).toBeNull()
    expect(exactCover([], candidates)).toEqual([])
  })

  test('[RL24] are disjoint, leave nothing out, and are found whenever there are any', () => {
    const ranges = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 5 })), { maxLength: 12 })
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 8 }), (pairs, from, extent) => {
        const candidates = pairs.map(([start, length], at) => range(start, start + length, at + 1))
        const covered = { from, to: from + extent }
        const reachable = new Set([from])
        for (let at = from; at <= covered.to; at++) {
          if (!reachable.has(at)) continue
          for (const candidate of candidates) if (candidate.from === at && candidate.to <= covered.to) reachable.add(candidate.to + 1)
        }
        const cover = exactCover([covered], candidates)
        expect(cover !== null).toBe(reachable.has(covered.to + 1))
        let next = from
        for (const part of cover ?? []) {
          expect(part.from).toBe(next)
          next = part.to + 1
        }
        if (cover !== null) expect(next).toBe(covered.to + 1)
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  test('[RL24] voids are nothing to lessen by', () => {
    expect(exactCover([{ from: 1, to: 2 }], [{ ...range(1, 2, 1), kind: 'void' }])).toBeNull()
    expect(
      intersect(
        [
          { from: 1, to: 4 },
          { from: 8, to: 9 },
        ],
        { from: 3, to: 8 },
      ),
    ).toEqual([
      { from: 3, to: 4 },
      { from: 8, to: 8 },
    ])
  })
})
