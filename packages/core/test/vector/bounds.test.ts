import { MAX_RANGES_BEYOND_FRONTIER, VersionVector } from '@torsor/core'
import { expect, test } from 'vitest'

const ID = '0123456789abcdef'
const idBytes = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]
const malformed = expect.objectContaining({ code: 'bytes-malformed' })

function vectorOf(...ranges: readonly (readonly [from: number, to: number])[]): VersionVector {
  const vector = new VersionVector()
  for (const [from, to] of ranges) vector.add(ID, from, to)
  return vector
}

test('[CO38] what is held already leaves the ranges as they are, and whatever is new does not', () => {
  const vector = vectorOf([2, 4], [8, 9])
  const before = vector.ranges(ID)
  for (const [from, to] of [
    [2, 4],
    [3, 3],
    [8, 9],
    [2, 3],
    [3, 4],
  ] as const) {
    vector.add(ID, from, to)
    expect(vector.ranges(ID)).toBe(before)
  }
  for (const [from, to] of [
    [1, 3],
    [3, 5],
    [4, 8],
    [6, 6],
    [1, 12],
  ] as const) {
    const grown = vectorOf([2, 4], [8, 9])
    const old = grown.ranges(ID)
    grown.add(ID, from, to)
    expect(grown.ranges(ID)).not.toBe(old)
    expect(grown.coverage(ID, from, to)).toBe('all')
  }
})

test('[CO38] between ranges lie holes, and nowhere else', () => {
  expect(vectorOf().holes(ID)).toEqual([])
  expect(vectorOf([1, 4]).holes(ID)).toEqual([])
  expect(vectorOf([2, 4]).holes(ID)).toEqual([{ from: 1, to: 1 }])
  expect(vectorOf([1, 1], [3, 3], [6, 9]).holes(ID)).toEqual([
    { from: 2, to: 2 },
    { from: 4, to: 5 },
  ])
})

test('[CO41] as many ranges as a vector keeps are read, one more is refused', () => {
  const beyond = (count: number): Uint8Array => {
    const gaps = Array.from({ length: count }, (_, at) => [at === 0 ? 1 : 0, 0]).flat()
    return Uint8Array.of(1, ...idBytes, count, ...gaps)
  }
  expect(VersionVector.decode(beyond(MAX_RANGES_BEYOND_FRONTIER)).ranges(ID)).toHaveLength(MAX_RANGES_BEYOND_FRONTIER)
  expect(() => VersionVector.decode(beyond(MAX_RANGES_BEYOND_FRONTIER + 1))).toThrow(malformed)
})

test('[CO41] a number past the safe integers is refused, the last of them is not', () => {
  const last = Number.MAX_SAFE_INTEGER
  const bytes = vectorOf([last, last]).encode()
  expect(VersionVector.decode(bytes).ranges(ID)).toEqual([{ from: last, to: last }])
  // The range's length, its last byte, made one: the end would be 2^53.
  expect(() => VersionVector.decode(bytes.with(bytes.length - 1, 1))).toThrow(malformed)
})

test('[CO42] an id is sixteen digits, no more and no fewer', () => {
  for (const id of [`${ID}0`, `0${ID}`, ID.slice(1), ID.toUpperCase(), `${ID}\n`])
    expect(() => new VersionVector().add(id, 1, 1)).toThrow(RangeError)
})
