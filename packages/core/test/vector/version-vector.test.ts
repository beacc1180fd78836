import { MAX_RANGES_BEYOND_FRONTIER, VersionVector } from '@torsor/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../arbitrary/runs.js'

const IDS = ['0000000000000001', '00000000000000ff', 'fedcba9876543210'] as const
const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(8)).map(([from, more]) => ({ from, to: from + more }))
const additions = fc.array(fc.record({ id: fc.constantFrom(...IDS), range }), { maxLength: 30 })

function contains(numbers: ReadonlySet<number>, from: number, to: number): 'none' | 'some' | 'all' {
  let held = 0
  for (let number = from; number <= to; number++) if (numbers.has(number)) held++
  return held === 0 ? 'none' : held === to - from + 1 ? 'all' : 'some'
}

test('[CO38] coverage, frontier, ranges and holes are those of the set of batches', () => {
  fc.assert(
    fc.property(additions, range, (list, asked) => {
      const vector = new VersionVector()
      const sets = new Map<string, Set<number>>(IDS.map((id) => [id, new Set()]))
      for (const { id, range: added } of list) {
        expect(vector.add(id, added.from, added.to)).toBe(true)
        for (let number = added.from; number <= added.to; number++) sets.get(id)?.add(number)
      }
      for (const [id, numbers] of sets) {
        expect(vector.coverage(id, asked.from, asked.to)).toBe(contains(numbers, asked.from, asked.to))
        let frontier = 0
        while (numbers.has(frontier + 1)) frontier++
        expect(vector.frontier(id)).toBe(frontier)
        const ranges = vector.ranges(id)
        const spelled = ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at))
        expect(spelled).toEqual([...numbers].sort((a, b) => a - b))
        for (const [at, { from }] of ranges.entries()) if (at > 0) expect(from).toBeGreaterThan((ranges[at - 1]?.to ?? 0) + 1)
        const missing = vector.holes(id).flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at))
        const greatest = Math.max(0, ...numbers)
        expect(missing).toEqual(Array.from({ length: greatest }, (_, at) => at + 1).filter((number) => !numbers.has(number)))
      }
    }),
    runs(),
  )
})

test('[CO39] at most 64 ranges beyond the frontier: one more is refused and changes nothing, filling a hole is not', () => {
  const [id] = IDS
  const vector = new VersionVector()
  expect(vector.add(id, 1, 1)).toBe(true)
  for (let at = 0; at < MAX_RANGES_BEYOND_FRONTIER; at++) expect(vector.add(id, 10 + at * 2, 10 + at * 2)).toBe(true)
  const before = vector.encode()
  expect(vector.add(id, 1000, 1000)).toBe(false)
  expect(vector.encode()).toEqual(before)
  expect(vector.coverage(id, 1000, 1000)).toBe('none')
  expect(vector.add(id, 11, 11)).toBe(true)
  expect(vector.add(id, 1000, 1000)).toBe(true)
  const without = new VersionVector()
  for (let at = 0; at < MAX_RANGES_BEYOND_FRONTIER; at++) expect(without.add(id, 10 + at * 2, 10 + at * 2)).toBe(true)
  expect(without.add(id, 2, 2)).toBe(false)
  expect(without.add(id, 1, 1)).toBe(true)
})

test('[CO40] one byte string for each set of batches, whatever the order they came in', () => {
  fc.assert(
    fc.property(additions, (list) => {
      const [there, back] = [new VersionVector(), new VersionVector()]
      for (const { id, range: added } of list) there.add(id, added.from, added.to)
      for (const { id, range: added } of list.toReversed()) back.add(id, added.from, added.to)
      expect(there.encode()).toEqual(back.encode())
      const decoded = VersionVector.decode(there.encode())
      expect(decoded.encode()).toEqual(there.encode())
      for (const id of IDS) expect(decoded.ranges(id)).toEqual(there.ranges(id))
      const copy = there.clone()
      copy.add(IDS[0], 500, 501)
      expect(there.coverage(IDS[0], 500, 501)).toBe('none')
    }),
    runs(0.5),
  )
})

test('[CO41] decoding refuses everything else', () => {
  const byte = fc.oneof(fc.constantFrom(0, 1, 2, 3, 0x80, 0xff), fc.nat(255))
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 40 }), (bytes) => {
      let decoded: VersionVector
      try {
        decoded = VersionVector.decode(Uint8Array.from(bytes))
      } catch (error) {
        expect(error).toMatchObject({ code: 'bytes-malformed' })
        return
      }
      expect([...decoded.encode()]).toEqual(bytes)
    }),
    runs(3),
  )
  const id = [0, 0, 0, 0, 0, 0, 0, 1]
  const refused = (...bytes: number[]): void => {
    expect(() => VersionVector.decode(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code: 'bytes-malformed' }))
  }
  expect(VersionVector.decode(Uint8Array.of(1, ...id, 1, 0, 4)).ranges('0000000000000001')).toEqual([{ from: 1, to: 5 }])
  refused()
  refused(0, 0)
  refused(1, ...id, 0)
  refused(2, ...id, 1, 0, 4, ...id, 1, 0, 4)
  refused(2, ...id, 1, 0, 4, ...id.with(7, 0), 1, 0, 4)
  refused(1, ...id, 1, 0)
  refused(0xff, 0xff, 0xff, 0x7f)
  refused(1, ...id, 66, ...Array.from({ length: 66 }, () => [0, 0]).flat())
})

test('[CO42] nonsense is refused before it is recorded', () => {
  const vector = new VersionVector()
  expect(() => vector.add('not hex', 1, 1)).toThrow(RangeError)
  expect(() => vector.add(IDS[0], 0, 1)).toThrow(RangeError)
  expect(() => vector.add(IDS[0], 2, 1)).toThrow(RangeError)
  expect(() => vector.add(IDS[0], 1, 2 ** 53)).toThrow(RangeError)
  expect(vector.ids()).toEqual([])
})
