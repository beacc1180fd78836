import {
  Algebra,
  columnId,
  createDelta,
  decodeDelta,
  encodeDelta,
  encodeState,
  createState,
  applyDelta,
  Table,
  TorsorError,
  WordMap,
  type Cell,
  type Delta,
} from '@torsor/core'
import { describe, expect, test } from 'vitest'
import { Reader } from '../../src/bytes/reader.js'
import { Writer } from '../../src/bytes/writer.js'
import { readIntegers, writeInt64s } from '../../src/codec/integers.js'
import { deltaBudget } from '../../src/codec/limits.js'
import { decimalsOf } from '../../src/codec/numbers.js'

const TABLE = columnId('t', Algebra.life)
const MAX = columnId('t.max', Algebra.max)
const NAME = columnId('t.name', Algebra.lww)
const WORDS = columnId('w', Algebra.xor)

/** One column of records 'r0', 'r1', … in their first life. */
function columnOf(id: typeof MAX, cells: readonly Cell[]): Delta {
  const delta = createDelta()
  delta.records.set(TABLE, Table.of(cells.map((cell, n) => [`r${n}`, { life: 1, cells: new Map([[id, cell]]) }] as const)))
  return delta
}

function columnsIn(delta: Delta): readonly unknown[] {
  return [...(delta.records.get(TABLE) ?? [])].flatMap(([, row]) => [...row.cells.values()])
}

const codeOf = (act: () => unknown): string => {
  try {
    act()
    return 'none'
  } catch (error) {
    return error instanceof TorsorError ? error.code : String(error)
  }
}

describe('a list of numbers', () => {
  test('[CO33] has no decimals where they break another one, in whatever order they stand', () => {
    const huge = 2 ** 53 - 1
    expect(decimalsOf([huge, 0.1])).toBe(undefined)
    expect(decimalsOf([huge, 1])).toBe(0)
    for (const numbers of [
      [huge, 0.1],
      [0.1, huge],
      [1, 0.000001],
      [1e-7, 3],
    ])
      expect(columnsIn(decodeDelta(encodeDelta(columnOf(MAX, numbers))))).toEqual(numbers)
  })

  test('[CO33] [CO27] that are to be safe integers all are', () => {
    const readBack = (values: readonly (number | bigint)[]): readonly number[] => {
      const writer = new Writer()
      writeInt64s(writer, values, true)
      return readIntegers(new Reader(writer.finish(), 1_000), values.length, true)
    }
    expect(readBack([1, 2 ** 53 - 1, -(2 ** 53) + 1])).toEqual([1, 2 ** 53 - 1, -(2 ** 53) + 1])
    for (const beyond of [2n ** 53n, -(2n ** 53n), 2n ** 62n]) expect(codeOf(() => readBack([1, beyond, 2]))).toBe('bytes-malformed')
  })

  test('[CO29] that is not finite is no extremum, wherever it stands', () => {
    for (const numbers of [
      [1, Number.NaN],
      [Infinity, 1],
      [1, -Infinity, 2],
    ])
      expect(codeOf(() => encodeDelta(columnOf(MAX, numbers)))).toBe('value-not-storable')
  })
})

describe('the stamps of a delta', () => {
  const epoch = 1_704_067_200_000 * 1024

  test.each([
    ['the first there is', [1]],
    ['just before 2024, and of it', [epoch - 1, epoch, epoch + 1]],
    ['of 2024', [epoch]],
    ['far apart', [epoch + 5, 2 ** 53 - 1]],
    ['of 1970 and the last', [1, 2 ** 53 - 1]],
  ])('[CO23] [CO35] are read as they were written: %s', (_, stamps) => {
    const cells = stamps.map((stamp, n): Cell => ({ stamp, value: `${n}` }))
    const delta = columnOf(NAME, cells)
    expect(columnsIn(decodeDelta(encodeDelta(delta)))).toEqual(cells)
  })

  test('[CO35] cost a byte less since 2024', () => {
    const length = (stamp: number): number => encodeDelta(columnOf(NAME, [{ stamp, value: 'x' }])).length
    expect(length(epoch - 1) - length(epoch)).toBe(1)
    expect(length(2 ** 53 - 1)).toBeGreaterThanOrEqual(length(epoch))
  })
})

describe('limits', () => {
  test('[CO29] of what is decoded grow with what was sent, up to 256 MiB', () => {
    const mebibyte = 1024 * 1024
    expect(deltaBudget(0)).toBe(16 * mebibyte)
    expect(deltaBudget(mebibyte)).toBe(80 * mebibyte)
    expect(deltaBudget(100 * mebibyte)).toBe(256 * mebibyte)
  })

  test('[CO29] a key of 1,024 bytes is taken, and one more is not; so is word 65,535', () => {
    const keyed = (length: number): Delta => {
      const delta = createDelta()
      delta.records.set(
        TABLE,
        Table.of(['k'.repeat(length), 'l'.repeat(3)].map((id) => [id, { life: 1, cells: new Map<typeof MAX, Cell>([[MAX, 1]]) }] as const)),
      )
      return delta
    }
    expect(decodeDelta(encodeDelta(keyed(1_024))).records.get(TABLE)?.size).toBe(2)
    expect(codeOf(() => encodeDelta(keyed(1_025)))).toBe('too-large')
    const worded = (index: number): Delta => {
      const delta = createDelta()
      const words = new WordMap(1)
      words.set(index, 7n)
      delta.words.set(WORDS, words)
      return delta
    }
    expect(
      decodeDelta(encodeDelta(worded(65_535)))
        .words.get(WORDS)
        ?.get(65_535),
    ).toBe(7n)
    expect(codeOf(() => encodeDelta(worded(65_536)))).toBe('too-large')
  })

  test('[CO29] a table of all its words is taken', () => {
    const delta = createDelta()
    const words = new WordMap(65_536)
    for (let index = 0; index < 65_536; index++) words.set(index, BigInt(index + 1))
    delta.words.set(WORDS, words)
    const state = createState()
    applyDelta(state, decodeDelta(encodeDelta(delta)))
    expect(encodeState(state)).toEqual(encodeState(delta))
  })
})
