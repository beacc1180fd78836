import {
  Algebra,
  columnId,
  decodeAbsolute,
  decodeDelta,
  digestOfDelta,
  encodeDelta,
  encodeValue,
  TorsorError,
  WordMap,
  type Cell,
  type ColumnId,
  type Delta,
  type Row,
} from '@torsor/core'
import { describe, expect, test } from 'vitest'
import { Writer } from '../../src/codec/writer.js'

const TABLE = columnId('t', Algebra.life)
const HEAD = 0x08
const CONSTANT = 0xc0

/** Bytes by hand: numbers are bytes, a column id goes in its four. */
function spell(
  ...parts: (number | Uint8Array | { readonly id: number } | { readonly float: number } | { readonly stamp: number })[]
): Uint8Array {
  const writer = new Writer()
  for (const part of parts) {
    if (typeof part === 'number') writer.byte(part)
    else if (part instanceof Uint8Array) writer.bytes(part)
    else if ('id' in part) writer.uint32(part.id)
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

/** One record 'a' of life 1 with one column of one cell, spelled `cell`. */
function oneCell(id: ColumnId, ...cell: Parameters<typeof spell>): Uint8Array {
  return spell(HEAD, { id: TABLE }, 1, CONSTANT + 1, 0x61, CONSTANT + 1, 1, { id }, 0, ...cell)
}

describe('[CO27] a decoder refuses', () => {
  const sum = columnId('t.n', Algebra.sum)
  const max = columnId('t.m', Algebra.max)
  const lww = columnId('t.r', Algebra.lww)
  const marks = columnId('t.s', Algebra.life)

  test('[CO27] what is not refused: the frame that the cases below vary', () => {
    expect(
      decodeDelta(oneCell(sum, CONSTANT + 10))
        .records.get(TABLE)
        ?.get('a')
        ?.cells.get(sum),
    ).toBe(5n)
    expect(
      decodeDelta(oneCell(max, 0, CONSTANT + 10))
        .records.get(TABLE)
        ?.get('a')
        ?.cells.get(max),
    ).toBe(5)
    expect(
      decodeDelta(oneCell(max, 1, { float: 1.5 }))
        .records.get(TABLE)
        ?.get('a')
        ?.cells.get(max),
    ).toBe(1.5)
    expect(
      decodeDelta(oneCell(marks, CONSTANT + 1, 1, CONSTANT + 1, 0x78, CONSTANT, CONSTANT + 1))
        .records.get(TABLE)
        ?.get('a')
        ?.cells.get(marks),
    ).toEqual(new Map([['x', 1]]))
  })

  test('[CO27] an identity cell, and [CO26] an absolute takes it', () => {
    expect(refusal(oneCell(sum, CONSTANT))).toMatch(/identity/)
    expect(refusal(spell(HEAD, { id: columnId('w', Algebra.xor) }, 1, CONSTANT + 3, CONSTANT))).toMatch(/identity/)
    expect(refusal(oneCell(marks, CONSTANT + 1, 1, CONSTANT + 1, 0x78, CONSTANT, CONSTANT))).toMatch(/causal length/)
    const absolute = oneCell(sum, CONSTANT)
    absolute[0] = HEAD | 1
    expect(decodeAbsolute(absolute).records.get(TABLE)?.get('a')?.cells.get(sum)).toBe(0n)
  })

  test('[CO27] cells in an even life', () => {
    expect(refusal(spell(HEAD, { id: TABLE }, 1, CONSTANT + 1, 0x61, CONSTANT + 2, 1, { id: sum }, 0, CONSTANT + 10))).toMatch(/./)
    expect(
      decodeDelta(spell(HEAD, { id: TABLE }, 1, CONSTANT + 1, 0x61, CONSTANT + 2))
        .records.get(TABLE)
        ?.get('a')?.life,
    ).toBe(2)
  })

  test('[CO27] a life of 0, or beyond uint32', () => {
    expect(refusal(spell(HEAD, { id: TABLE }, 1, CONSTANT + 1, 0x61, CONSTANT, 0))).toMatch(/causal length/)
    expect(refusal(spell(HEAD, { id: TABLE }, 1, CONSTANT + 1, 0x61, 129, 0x81, 0x80, 0x80, 0x80, 0x10, 0))).toMatch(/causal length/)
  })

  test('[CO27] keys out of order, twice, with a shorter prefix than they share, or not UTF-8', () => {
    const keys = (...parts: Parameters<typeof spell>): Uint8Array => spell(HEAD, { id: TABLE }, 2, ...parts, CONSTANT + 1, 0)
    expect([
      ...(decodeDelta(keys(CONSTANT, CONSTANT + 1, 0x61, 0x62))
        .records.get(TABLE)
        ?.keys() ?? []),
    ]).toEqual(['a', 'b'])
    expect(refusal(keys(CONSTANT, CONSTANT + 1, 0x62, 0x61))).toMatch(/order/)
    expect(refusal(keys(CONSTANT, CONSTANT + 1, 0x61, 0x61))).toMatch(/order/)
    expect(refusal(keys(CONSTANT + 2, CONSTANT + 1, 0x61, 0x61))).toMatch(/longer/)
    expect(refusal(spell(HEAD, { id: TABLE }, 1, CONSTANT + 3, 0xed, 0xa0, 0x80, CONSTANT + 1, 0))).toMatch(/UTF-8/)
    expect(refusal(spell(HEAD, { id: TABLE }, 1, CONSTANT + 1, 0xff, CONSTANT + 1, 0))).toMatch(/UTF-8/)
  })

  test('[CO27] tables and columns out of order or twice, empty tables, empty columns', () => {
    const table = (id: number): Parameters<typeof spell> => [{ id }, 1, CONSTANT + 1, 0x61, CONSTANT + 1, 0]
    const other = TABLE > 8 ? TABLE - 8 : TABLE + 8
    expect(decodeDelta(spell(HEAD, ...table(other), ...table(TABLE))).records.size).toBe(2)
    expect(refusal(spell(HEAD, ...table(TABLE), ...table(other)))).toMatch(/order/)
    expect(refusal(spell(HEAD, ...table(TABLE), ...table(TABLE)))).toMatch(/order/)
    expect(refusal(spell(HEAD, { id: TABLE }, 0))).toMatch(/empty/)
    expect(refusal(spell(HEAD, { id: columnId('w', Algebra.sum) }, 0))).toMatch(/empty/)
    expect(refusal(spell(HEAD, { id: TABLE }, 1, CONSTANT + 1, 0x61, CONSTANT + 1, 1, { id: sum }, 1, CONSTANT, CONSTANT + 10))).toMatch(
      /without cells/,
    )
    expect(
      refusal(
        spell(HEAD, { id: TABLE }, 1, CONSTANT + 1, 0x61, CONSTANT + 1, 2, { id: sum }, 0, CONSTANT + 2, { id: sum }, 0, CONSTANT + 2),
      ),
    ).toMatch(/order/)
  })

  test('[CO27] an algebra where it has no place', () => {
    expect(refusal(spell(HEAD, { id: columnId('t', Algebra.lww) }, 1, CONSTANT + 1, 0x61, CONSTANT + 1, 0))).toMatch(/algebra/)
    expect(refusal(oneCell(columnId('t.x', Algebra.xor), CONSTANT + 5))).toMatch(/words/)
  })

  test('[CO27] numbers that are not finite, -0, and integers as floats', () => {
    for (const float of [NaN, Infinity, -Infinity, -0]) expect(refusal(oneCell(max, 1, { float }))).toMatch(/finite/)
    expect(refusal(oneCell(max, 1, { float: 5 }))).toMatch(/shortest/)
    expect(refusal(oneCell(max, 2, CONSTANT))).toMatch(/form/)
    expect(refusal(oneCell(max, 0, 55, 0, 0, 0, 0, 0, 0, 0x40))).toMatch(/safe/)
  })

  test('[CO27] stamps out of range, a base that no cell has, and values with two spellings', () => {
    const register = (base: number, ...cell: Parameters<typeof spell>): Uint8Array => {
      const bytes = oneCell(lww, ...cell)
      return spell(HEAD | 4, { stamp: base }, bytes.subarray(1))
    }
    const five = encodeValue(5)
    expect(
      decodeDelta(register(9, CONSTANT, CONSTANT + five.length, five))
        .records.get(TABLE)
        ?.get('a')
        ?.cells.get(lww),
    ).toEqual({ stamp: 9, bytes: five })
    expect(refusal(register(0, CONSTANT, CONSTANT + five.length, five))).toMatch(/stamp/)
    expect(refusal(register(2 ** 53, CONSTANT, CONSTANT + five.length, five))).toMatch(/stamp/)
    expect(refusal(register(2 ** 53 - 1, CONSTANT + 1, CONSTANT + five.length, five))).toMatch(/stamp/)
    expect(refusal(register(8, CONSTANT + 1, CONSTANT + five.length, five))).toMatch(/base/)
    expect(refusal(oneCell(lww, CONSTANT, CONSTANT + five.length, five))).toMatch(/stamp/)
    expect(refusal(spell(HEAD | 4, { stamp: 5 }))).toMatch(/base/)
    expect(refusal(register(9, CONSTANT, CONSTANT))).toMatch(/./)
    expect(refusal(register(9, CONSTANT, CONSTANT + five.length + 1, five, 0))).toMatch(/./)
  })

  test('[CO27] a base of a tally that is no int64, and a count spelled longer than needed', () => {
    const base = (value: unknown): Uint8Array => {
      const bytes = encodeValue(value)
      const cell = oneCell(
        columnId('t.v', Algebra.lwwBy),
        CONSTANT + 1,
        1,
        CONSTANT + 1,
        0x78,
        CONSTANT,
        CONSTANT,
        CONSTANT + bytes.length,
        bytes,
      )
      return spell(HEAD | 4, { stamp: 9 }, cell.subarray(1))
    }
    expect(refusal(base(7n))).toBe('')
    expect(refusal(base(7))).toMatch(/int64/)
    expect(refusal(base('7'))).toMatch(/int64/)
    expect(refusal(spell(HEAD, { id: TABLE }, 0x81, 0, CONSTANT + 1, 0x61, CONSTANT + 1, 0))).toMatch(/longer than needed/)
  })

  test('[CO27] an element that is past the dictionary, unused, or missing', () => {
    expect(refusal(oneCell(marks, CONSTANT + 1, 1, CONSTANT + 1, 0x78, CONSTANT + 1, CONSTANT + 1))).toMatch(/dictionary/)
    expect(refusal(oneCell(marks, CONSTANT + 1, 2, CONSTANT, CONSTANT + 1, 0x78, 0x79, CONSTANT, CONSTANT + 1))).toMatch(/no record/)
    expect(refusal(oneCell(marks, CONSTANT, 0))).toMatch(/without elements/)
  })

  test('[CO27] trailing and missing bytes, other versions and modes', () => {
    const whole = oneCell(sum, CONSTANT + 10)
    expect(refusal(spell(whole, 0))).toMatch(/./)
    for (let length = 0; length < whole.length; length++) if (length !== 1) expect(refusal(whole.subarray(0, length))).toMatch(/./)
    for (const head of [0x00, 0x0b, 0x10, 0x18, 0xff]) expect(refusal(spell(head))).toMatch(/version/)
  })
})

describe('[CO29] a decoder is bounded', () => {
  const sum = columnId('t.n', Algebra.sum)

  test('[CO29] counts are checked before anything is allocated', () => {
    const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03] as const
    expect(refusal(spell(HEAD, { id: TABLE }, ...huge))).toMatch(/records/)
    expect(refusal(spell(HEAD, { id: columnId('w', Algebra.sum) }, ...huge))).toMatch(/words/)
    expect(refusal(spell(HEAD, { id: TABLE }, 1, CONSTANT + 1, 0x61, CONSTANT + 1, ...huge))).toMatch(/columns/)
    expect(
      refusal(
        oneCell(columnId('t.s', Algebra.life), 129, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 1, CONSTANT + 1, 0x78, CONSTANT, CONSTANT + 1),
      ),
    ).toMatch(/limit/)
    expect(refusal(oneCell(columnId('t.s', Algebra.life), CONSTANT + 1, ...huge))).toMatch(/elements/)
  })

  test('[CO29] keys that share a long prefix decode to no more than the limit', () => {
    const keys = Array.from({ length: 4000 }, (_, at) => 'x'.repeat(1000) + String(at).padStart(4, '0'))
    const bytes = encodeDelta({
      records: new Map([[TABLE, new Map(keys.map((key): [string, Row] => [key, { life: 1, cells: new Map() }]))]]),
      words: new Map(),
    })
    expect(bytes.length).toBeLessThan(30_000)
    expect(decodeDelta(bytes).records.get(TABLE)?.size).toBe(4000)
    expect(() => decodeDelta(bytes, { maxBytes: 1_000_000 })).toThrow(/limit/)
  })

  test('[CO29] columns that cost nothing per record decode to no more than the limit', () => {
    const records = new Map<string, Row>()
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
      records: new Map([[TABLE, new Map([['k'.repeat(length), { life: 1, cells: new Map() }]])]]),
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
      records: new Map([[TABLE, new Map([['a', { life: 1, cells: new Map([[id, value]]) }]])]]),
      words: new Map(),
    })
    expect(() => encodeDelta(cell(columnId('t.m', Algebra.max), NaN))).toThrow(expect.objectContaining({ code: 'value-not-storable' }))
    expect(() => encodeDelta(cell(columnId('t.s', Algebra.life), new Map([['x', 2 ** 32]])))).toThrow(
      expect.objectContaining({ code: 'value-not-storable' }),
    )
    expect(() => encodeDelta(cell(columnId('t.s', Algebra.life), new Map([['\ud800', 1]])))).toThrow(
      expect.objectContaining({ code: 'value-not-storable' }),
    )
    expect(() => encodeDelta(cell(columnId('t.r', Algebra.lww), { stamp: 0, bytes: encodeValue(1) }))).toThrow(RangeError)
    expect(() => encodeDelta(cell(sum, 1))).toThrow(TypeError)
    expect(encodeDelta(cell(columnId('t.m', Algebra.max), -0))).toEqual(encodeDelta(cell(columnId('t.m', Algebra.max), 0)))
    const pair = (first: number): Delta => ({
      records: new Map([
        [
          TABLE,
          new Map(
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
