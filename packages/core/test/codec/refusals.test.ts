import {
  Algebra,
  columnId,
  decodeAbsolute,
  decodeDelta,
  digestOfDelta,
  encodeDelta,
  encodeValue,
  Table,
  TorsorError,
  WordMap,
  type Cell,
  type ColumnId,
  type Delta,
  type Row,
} from '@torsor/core'
import { describe, expect, test } from 'vitest'
import { Writer } from '../../src/bytes/writer.js'

const TABLE = columnId('t', Algebra.life)
const HEAD = 0x10
/** The control bytes of columns whose cells are all there. */
const ANY = 0
const INTEGERS = 1
const BIGINTS = 3
const DECIMALS = 5
const TEXTS = 7
const WIDE = 1
const PARTIAL = 0x10
const STAMPS_LISTED = 0x20
const STAMPS_BEFORE = 0x40
/** A table's head where it is not a single record in its first life: this, twice the count, and 1 where lives follow. */
const MANY = 64
/** The head byte of a list of equal integers. */
const CONSTANT = 128

/** Bytes by hand: numbers are bytes, a column id goes in its four. */
function spell(
  ...parts: (number | Uint8Array | { readonly id: number } | { readonly float: number } | { readonly stamp: number })[]
): Uint8Array {
  const writer = new Writer()
  for (const part of parts) {
    if (typeof part === 'number') writer.byte(part)
    else if (part instanceof Uint8Array) writer.bytes(part)
    else if ('id' in part) writer.fixed(part.id, 4)
    else if ('float' in part) writer.float64(part.float)
    else writer.fixed(part.stamp, 7)
  }
  return writer.finish()
}

/** What the decoder finds wrong; an empty text when it takes the bytes. */
function refusal(bytes: Uint8Array): string {
  try {
    decodeDelta(bytes)
  } catch (error) {
    if (error instanceof TorsorError && error.code === 'bytes-malformed' && typeof error.data['offset'] === 'number') return error.message
    throw error
  }
  return ''
}

/** One record 'a' in its first life with one column of one cell, spelled `cell`: control byte and values. */
function oneCell(id: ColumnId, ...cell: Parameters<typeof spell>): Uint8Array {
  return spell(HEAD, { id: TABLE }, 1, 1, 0x61, { id }, ...cell)
}

/** Two records 'a' and 'b' in their first lives with one column. */
function twoCells(id: ColumnId, ...cells: Parameters<typeof spell>): Uint8Array {
  return spell(HEAD, { id: TABLE }, MANY + 4, 0, CONSTANT + 1, 0x61, 0x62, 1, { id }, ...cells)
}

function cellOf(bytes: Uint8Array, id: ColumnId): Cell | undefined {
  return decodeDelta(bytes).records.get(TABLE)?.get('a')?.cells.get(id)
}

/** The same bytes with a base of stamps. */
function stamped(base: number, bytes: Uint8Array): Uint8Array {
  return spell((bytes[0] ?? 0) | 12, { stamp: base }, bytes.subarray(1))
}

describe('[CO27] a decoder refuses', () => {
  const sum = columnId('t.n', Algebra.sum)
  const max = columnId('t.m', Algebra.max)
  const lww = columnId('t.r', Algebra.lww)
  const marks = columnId('t.s', Algebra.life)
  const bases = columnId('t.v', Algebra.lwwBy)

  test('[CO27] what is not refused: the frame that the cases below vary', () => {
    expect(cellOf(oneCell(sum, INTEGERS, 10), sum)).toBe(5n)
    expect(cellOf(oneCell(max, INTEGERS, 10), max)).toBe(5)
    expect(cellOf(oneCell(max, DECIMALS, 1, 30), max)).toBe(1.5)
    expect(cellOf(oneCell(max, ANY, 9, 0xe3, { float: 1 / 3 }), max)).toBe(1 / 3)
    expect(cellOf(oneCell(marks, 0, 1, 1, 1, 0x78, 0, 1), marks)).toEqual(new Map([['x', 1]]))
    expect(cellOf(stamped(9, oneCell(lww, TEXTS, 2, 0x68, 0x69)), lww)).toEqual({ stamp: 9, value: 'hi' })
    expect(cellOf(stamped(9, oneCell(bases, 0, 1, 1, 1, 0x78, 0, 0, 0, 14)), bases)).toEqual(new Map([['x', { stamp: 9, value: 7n }]]))
    expect(cellOf(twoCells(sum, INTEGERS, CONSTANT + 10), sum)).toBe(5n)
  })

  test('[CO27] an identity cell, and [CO26] an absolute takes it', () => {
    expect(refusal(oneCell(sum, INTEGERS, 0))).toMatch(/identity/)
    expect(refusal(spell(HEAD, { id: columnId('w', Algebra.xor) }, 1, 3, 0, 0))).toMatch(/identity/)
    expect(refusal(oneCell(marks, 0, 1, 1, 1, 0x78, 0, 0))).toMatch(/causal length/)
    expect(refusal(oneCell(columnId('t.y', Algebra.sumBy), 0, 1, 1, 1, 0x78, 0, 0, 0))).toMatch(/identity/)
    const absolute = oneCell(sum, INTEGERS, 0)
    absolute[0] = HEAD | 1
    expect(decodeAbsolute(absolute).records.get(TABLE)?.get('a')?.cells.get(sum)).toBe(0n)
  })

  test('[CO27] cells in an even life', () => {
    expect(refusal(spell(HEAD, { id: TABLE }, MANY + 3, 1, 0x61, 2, 1, { id: sum }, INTEGERS, 10))).toMatch(/./)
    expect(
      decodeDelta(spell(HEAD, { id: TABLE }, MANY + 3, 1, 0x61, 2))
        .records.get(TABLE)
        ?.get('a')?.life,
    ).toBe(2)
  })

  test('[CO27] a life of 0, or beyond uint32', () => {
    expect(refusal(spell(HEAD, { id: TABLE }, MANY + 3, 1, 0x61, 0, 0))).toMatch(/causal length/)
    expect(refusal(spell(HEAD, { id: TABLE }, MANY + 3, 1, 0x61, 0x81, 0x80, 0x80, 0x80, 0x10, 0))).toMatch(/out of range/)
  })

  test('[CO27] keys out of order, twice, with a shorter prefix than they share, or not UTF-8', () => {
    const keys = (...parts: Parameters<typeof spell>): Uint8Array => spell(HEAD, { id: TABLE }, MANY + 4, ...parts, 0)
    expect([
      ...(decodeDelta(keys(0, CONSTANT + 1, 0x61, 0x62))
        .records.get(TABLE)
        ?.keys() ?? []),
    ]).toEqual(['a', 'b'])
    expect(refusal(keys(0, CONSTANT + 1, 0x62, 0x61))).toMatch(/order/)
    expect(refusal(keys(0, CONSTANT + 1, 0x61, 0x61))).toMatch(/order/)
    expect(refusal(keys(2, CONSTANT + 1, 0x61, 0x61))).toMatch(/longer/)
    expect(refusal(spell(HEAD, { id: TABLE }, 0, 3, 0xed, 0xa0, 0x80))).toMatch(/UTF-8/)
    expect(refusal(spell(HEAD, { id: TABLE }, 0, 1, 0xff))).toMatch(/UTF-8/)
    expect(refusal(keys(0, CONSTANT + 1, 0x61, 0xff))).toMatch(/UTF-8/)
  })

  test('[CO27] tables and columns out of order or twice, empty tables, columns without cells', () => {
    const table = (id: number): Parameters<typeof spell> => [{ id }, 0, 1, 0x61]
    const other = TABLE > 8 ? TABLE - 8 : TABLE + 8
    expect(decodeDelta(spell(HEAD, ...table(other), ...table(TABLE))).records.size).toBe(2)
    expect(refusal(spell(HEAD, ...table(TABLE), ...table(other)))).toMatch(/order/)
    expect(refusal(spell(HEAD, ...table(TABLE), ...table(TABLE)))).toMatch(/order/)
    expect(refusal(spell(HEAD, { id: TABLE }, MANY))).toMatch(/empty/)
    expect(refusal(spell(HEAD, { id: columnId('w', Algebra.sum) }, 0))).toMatch(/empty/)
    expect(cellOf(twoCells(sum, INTEGERS | PARTIAL, 1, 1, 10), sum)).toBe(5n)
    expect(refusal(twoCells(sum, INTEGERS | PARTIAL, 2, 10))).toMatch(/without cells/)
    expect(refusal(twoCells(sum, INTEGERS | PARTIAL, 0, CONSTANT + 10))).toMatch(/without a gap/)
    expect(refusal(twoCells(sum, INTEGERS | PARTIAL, 1, 2, 10))).toMatch(/past the end/)
    expect(refusal(spell(HEAD, { id: TABLE }, 2, 1, 0x61, { id: sum }, INTEGERS, 2, { id: sum }, INTEGERS, 2))).toMatch(/order/)
  })

  test('[CO27] an algebra where it has no place', () => {
    expect(refusal(spell(HEAD, { id: columnId('t', Algebra.lww) }, 0, 1, 0x61))).toMatch(/algebra/)
    expect(refusal(oneCell(columnId('t.x', Algebra.xor), INTEGERS, 5))).toMatch(/words/)
    expect(refusal(oneCell(sum, TEXTS, 1, 0x78))).toMatch(/sum/)
    expect(refusal(oneCell(max, TEXTS, 1, 0x78))).toMatch(/extremum/)
    expect(refusal(oneCell(sum, INTEGERS | STAMPS_LISTED, 10))).toMatch(/stamps/)
  })

  test('[CO27] numbers that are not finite, -0, and what no number of the form is', () => {
    for (const float of [NaN, Infinity, -Infinity, -0, 5]) expect(refusal(oneCell(max, ANY, 9, 0xe3, { float }))).toMatch(/finite/)
    expect(refusal(oneCell(max, ANY, 1, 0xe0))).toMatch(/extremum/)
    expect(refusal(oneCell(max, INTEGERS + WIDE, 0, 0x80, 0x80, 0x80, 0x02))).toMatch(/safe/)
    expect(refusal(oneCell(max, DECIMALS, 0, 30))).toMatch(/decimals/)
    expect(refusal(oneCell(max, DECIMALS, 7, 30))).toMatch(/decimals/)
    expect(refusal(oneCell(max, DECIMALS + WIDE, 1, 0, 0x80, 0x80, 0x80, 0x02))).toMatch(/safe/)
    expect(refusal(stamped(9, oneCell(lww, 15)))).toMatch(/unknown form/)
    expect(refusal(oneCell(marks, 1, 1, 1, 1, 0x78, 0, 1))).toMatch(/unknown form/)
  })

  test('[CO27] stamps out of range, a base that no cell has, and values with two spellings', () => {
    const five = [BIGINTS, 10] as const
    expect(cellOf(stamped(9, oneCell(lww, ...five)), lww)).toEqual({ stamp: 9, value: 5n })
    expect(refusal(stamped(0, oneCell(lww, ...five)))).toMatch(/stamp/)
    expect(refusal(stamped(2 ** 53, oneCell(lww, ...five)))).toMatch(/stamp/)
    expect(refusal(stamped(1_800_000_000_000 * 1024, oneCell(lww, ...five)))).toMatch(/stamp/)
    expect(refusal(stamped(2 ** 53 - 1, oneCell(lww, BIGINTS | STAMPS_LISTED, 1, 0, 10)))).toMatch(/stamp/)
    expect(refusal(stamped(8, oneCell(lww, BIGINTS | STAMPS_BEFORE, 10)))).toMatch(/stamps as before/)
    expect(refusal(stamped(8, oneCell(lww, BIGINTS | STAMPS_LISTED | STAMPS_BEFORE, 10)))).toMatch(/stamp/)
    expect(refusal(oneCell(lww, ...five))).toMatch(/stamp/)
    expect(refusal(spell(HEAD | 8))).toMatch(/stamp/)
    const any = (...bytes: number[]): string => refusal(stamped(9, oneCell(lww, ANY, bytes.length, ...bytes)))
    expect(any(...encodeValue([1]))).toBe('')
    expect(any(0x81, 0x61)).toMatch(/cut short/)
    expect(any(0xe3, 0, 0, 0, 0, 0, 0, 0, 0)).toMatch(/should be an integer/)
    expect(any(0x01, 0x01)).toMatch(/after the end/)
  })

  test('[CO27] an integer spelled longer than needed', () => {
    expect(refusal(spell(HEAD, { id: TABLE }, 0x80, 0, 1, 0x61))).toMatch(/longer than needed/)
    expect(refusal(oneCell(sum, INTEGERS, 0x8a, 0))).toMatch(/longer than needed/)
  })

  test('[CO27] an element that is past the dictionary, unused, or missing; a text that is past its dictionary', () => {
    expect(refusal(oneCell(marks, 0, 1, 1, 1, 0x78, 1, 1))).toMatch(/dictionary/)
    expect(refusal(oneCell(marks, 0, 1, 2, 0, CONSTANT + 1, 0x78, 0x79, 0, 1))).toMatch(/no record/)
    expect(refusal(oneCell(marks, 0, 0, 0))).toMatch(/without elements/)
    expect(refusal(oneCell(columnId('t.y', Algebra.sumBy), 0, 1, 1, 1, 0x78, 0, 2, 2))).toMatch(/unknown form/)
    expect(cellOf(stamped(9, twoCells(lww, TEXTS + 1, 1, 1, 0x78, CONSTANT)), lww)).toEqual({ stamp: 9, value: 'x' })
    expect(refusal(stamped(9, twoCells(lww, TEXTS + 1, 1, 1, 0x78, CONSTANT + 1)))).toMatch(/dictionary/)
    expect(refusal(stamped(9, twoCells(lww, TEXTS + 1, 3, 1, 0x78, CONSTANT)))).toMatch(/out of range/)
  })

  test('[CO27] trailing and missing bytes, other versions and modes', () => {
    const whole = oneCell(sum, INTEGERS, 10)
    expect(refusal(spell(whole, 0))).toMatch(/./)
    for (let length = 0; length < whole.length; length++) if (length !== 1) expect(refusal(whole.subarray(0, length))).toMatch(/./)
    for (const head of [0x00, 0x13, 0x20, 0x18, 0xff]) expect(refusal(spell(head))).toMatch(/version|stamp/)
  })
})

describe('[CO29] a decoder is bounded', () => {
  const sum = columnId('t.n', Algebra.sum)

  test('[CO29] counts are checked before anything is allocated', () => {
    const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03] as const
    expect(refusal(spell(HEAD, { id: TABLE }, ...huge))).toMatch(/records/)
    expect(refusal(spell(HEAD, { id: columnId('w', Algebra.sum) }, ...huge))).toMatch(/words/)
    expect(refusal(spell(HEAD, { id: TABLE }, MANY + 4, 0, CONSTANT + 1, 0x61, 0x62, ...huge))).toMatch(/columns/)
    expect(refusal(oneCell(columnId('t.s', Algebra.life), 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1, 0x78, 0, 1))).toMatch(/limit/)
    expect(refusal(oneCell(columnId('t.s', Algebra.life), 0, 1, ...huge))).toMatch(/elements/)
  })

  test('[CO29] keys that share a long prefix decode to no more than the limit', () => {
    const keys = Array.from({ length: 4000 }, (_, at) => 'x'.repeat(1000) + String(at).padStart(4, '0'))
    const bytes = encodeDelta({
      records: new Map([[TABLE, Table.of(keys.map((key): [string, Row] => [key, { life: 1, cells: new Map() }]))]]),
      words: new Map(),
    })
    expect(bytes.length).toBeLessThan(30_000)
    expect(decodeDelta(bytes).records.get(TABLE)?.size).toBe(4000)
    expect(() => decodeDelta(bytes, { maxBytes: 1_000_000 })).toThrow(/limit/)
  })

  test('[CO29] columns that cost nothing per record decode to no more than the limit', () => {
    const records = new Table()
    for (let at = 0; at < 2000; at++)
      records.set(String(at), {
        life: 1,
        cells: new Map(Array.from({ length: 20 }, (_, field): [ColumnId, Cell] => [columnId(`t.${field}`, Algebra.sum), 1n])),
      })
    const bytes = encodeDelta({ records: new Map([[TABLE, records]]), words: new Map() })
    expect(decodeDelta(bytes).records.get(TABLE)?.size).toBe(2000)
    expect(() => decodeDelta(bytes, { maxBytes: 500_000 })).toThrow(/limit/)
  })

  test('[CO29] key length and word index, on either side', () => {
    const keyed = (length: number): Delta => ({
      records: new Map([[TABLE, Table.of([['k'.repeat(length), { life: 1, cells: new Map() }]])]]),
      words: new Map(),
    })
    expect(decodeDelta(encodeDelta(keyed(1024))).records.get(TABLE)?.size).toBe(1)
    expect(() => encodeDelta(keyed(1025))).toThrow(expect.objectContaining({ code: 'too-large' }))
    expect(() => decodeDelta(encodeDelta(keyed(11)), { maxKeyBytes: 10 })).toThrow(/longer/)
    const word = (index: number): Delta => {
      const words = new WordMap()
      words.set(index, 1n)
      return { records: new Map(), words: new Map([[columnId('w', Algebra.sum), words]]) }
    }
    expect(decodeDelta(encodeDelta(word(65_535))).words.size).toBe(1)
    expect(() => encodeDelta(word(65_536))).toThrow(expect.objectContaining({ code: 'too-large' }))
    expect(() => decodeDelta(encodeDelta(word(256)), { maxWords: 256 })).toThrow(/past the end/)
  })

  test('[CO29] an encoder refuses what no decoder would take', () => {
    const cell = (id: ColumnId, value: Cell): Delta => ({
      records: new Map([[TABLE, Table.of([['a', { life: 1, cells: new Map([[id, value]]) }]])]]),
      words: new Map(),
    })
    expect(() => encodeDelta(cell(columnId('t.m', Algebra.max), NaN))).toThrow(expect.objectContaining({ code: 'value-not-storable' }))
    expect(() => encodeDelta(cell(columnId('t.s', Algebra.life), new Map([['x', 2 ** 32]])))).toThrow(
      expect.objectContaining({ code: 'value-not-storable' }),
    )
    expect(() => encodeDelta(cell(columnId('t.s', Algebra.life), new Map([['\ud800', 1]])))).toThrow(
      expect.objectContaining({ code: 'value-not-storable' }),
    )
    expect(() => encodeDelta(cell(columnId('t.r', Algebra.lww), { stamp: 0, value: 1 }))).toThrow(RangeError)
    expect(() => encodeDelta(cell(sum, 1))).toThrow(TypeError)
    expect(encodeDelta(cell(columnId('t.m', Algebra.max), -0))).toEqual(encodeDelta(cell(columnId('t.m', Algebra.max), 0)))
    const pair = (first: number): Delta => ({
      records: new Map([
        [
          TABLE,
          Table.of(
            ['a', 'b'].map((key, at): [string, Row] => [
              key,
              { life: 1, cells: new Map([[columnId('t.m', Algebra.max), at === 0 ? first : 1.5]]) },
            ]),
          ),
        ],
      ]),
      words: new Map(),
    })
    expect(encodeDelta(pair(-0))).toEqual(encodeDelta(pair(0)))
    expect(digestOfDelta(pair(-0))).toBe(digestOfDelta(pair(0)))
    expect(encodeDelta(cell(columnId('t.m', Algebra.max), -0))).not.toEqual(encodeDelta(cell(columnId('t.m', Algebra.max), 1)))
  })
})
