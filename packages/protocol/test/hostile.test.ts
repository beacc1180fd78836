import { Algebra, columnId, TorsorError } from '@torsor/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFrame, encodeFrame, encodeMessage, limits } from '@torsor/protocol'
import type { Direction, Message, OpenMessage } from '@torsor/protocol'
import { anyDown, anyUp, down } from './arbitrary.js'
import { runs } from './runs.js'

/** The only ways to refuse a frame. */
const refusals = ['protocol-violation', 'too-large', 'protocol-incompatible']

const code = (name: string): unknown => expect.objectContaining({ code: name })

/** Anything thrown but a refusal by name fails the test. */
function judge(bytes: Uint8Array, direction: Direction): 'refused' | 'one spelling' | 'another spelling' {
  let messages: Message[]
  try {
    messages = decodeFrame(bytes, direction)
  } catch (error) {
    if (!(error instanceof TorsorError) || !refusals.includes(error.code)) throw error
    return typeof error.data['where'] === 'string' && typeof error.data['offset'] === 'number' ? 'refused' : 'another spelling'
  }
  // Only an error's number may come from a newer table.
  if (messages.some((message) => 'code' in message && message.code === 'unspecified')) return 'one spelling'
  return Buffer.compare(encodeFrame(messages), bytes) === 0 ? 'one spelling' : 'another spelling'
}

const anyFrame = fc.oneof(
  fc.array(anyUp, { minLength: 1, maxLength: 4 }).map((messages) => ({ direction: 'up' as Direction, frame: encodeFrame(messages) })),
  fc.array(anyDown, { minLength: 1, maxLength: 4 }).map((messages) => ({ direction: 'down' as Direction, frame: encodeFrame(messages) })),
)

describe('[PR8] hostile bytes make a named error or a message of one spelling', () => {
  test('noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom<Direction>('up', 'down'), (bytes, direction) => {
        expect(judge(bytes, direction)).not.toBe('another spelling')
      }),
      runs(3000),
    )
  })

  test('noise behind a head that exists', () => {
    const kinds = fc.constantFrom(1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 29, 30, 31)
    const bits = fc.constantFrom(0, 0, 0x20, 0x20, 0x40, 0x60, 0x80, 0xa0, 0xe0)
    fc.assert(
      fc.property(kinds, bits, fc.uint8Array({ maxLength: 120 }), (kind, head, rest) => {
        const bytes = Uint8Array.of(kind | head, ...rest)
        for (const direction of ['up', 'down'] as const) {
          expect(judge(bytes, direction)).not.toBe('another spelling')
        }
      }),
      runs(5000),
    )
  })

  test('every truncation', () => {
    fc.assert(
      fc.property(anyFrame, ({ frame, direction }) => {
        for (let length = 0; length < frame.length; length++) {
          expect(judge(frame.slice(0, length), direction)).not.toBe('another spelling')
        }
      }),
      runs(300),
    )
  })

  test('bit flips', () => {
    fc.assert(
      fc.property(anyFrame, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), ({ frame, direction }, flips) => {
        for (const flip of flips) {
          const at = flip % (frame.length * 8)
          frame[at >> 3] = (frame[at >> 3] ?? 0) ^ (1 << (at & 7))
        }
        expect(judge(frame, direction)).not.toBe('another spelling')
      }),
      runs(5000),
    )
  })

  test('bytes after the end of a body', () => {
    fc.assert(
      fc.property(down.confirmed, fc.uint8Array({ minLength: 1, maxLength: 5 }), (message, tail) => {
        const bytes = Uint8Array.of(...encodeMessage(message), ...tail)
        expect(() => decodeFrame(bytes, 'down')).toThrow(code('protocol-violation'))
      }),
      runs(100),
    )
  })
})

const open: OpenMessage = {
  type: 'open',
  handle: 1,
  version: 1,
  place: null,
  staged: null,
  columns: null,
  token: null,
  space: 's',
  own: [],
}
/** An open frame as far as its flags, which say that it has a place. */
const openAt = (...position: readonly number[]): Uint8Array => Uint8Array.of(0x21, 1, 1, 1, 2, 3, 4, ...position, 0, 115)

describe('[PR9] one number, one spelling', () => {
  test.each([
    ['a zero too many', [0x80, 0x00]],
    ['past 2^53 - 1', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x10]],
    ['nine bytes', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['a thousand bytes of nothing', [...Array.from({ length: 1000 }, () => 0x80), 0x01]],
    ['cut off', [0x80]],
  ])('%s', (_name, bytes) => {
    expect(decodeFrame(openAt(5), 'up')).toEqual([{ ...open, handle: 0, place: { nonce: '01020304', position: 5 } }])
    expect(() => decodeFrame(openAt(...bytes), 'up')).toThrow(code('protocol-violation'))
  })

  test('2^53 - 1 is the last', () => {
    const at = (position: number): OpenMessage => ({ ...open, place: { nonce: '01020304', position } })
    expect(decodeFrame(encodeFrame([at(Number.MAX_SAFE_INTEGER)]), 'up')).toEqual([at(Number.MAX_SAFE_INTEGER)])
    for (const position of [2 ** 53, -1, 0.5, Number.NaN]) expect(() => encodeFrame([at(position)])).toThrow(code('protocol-violation'))
  })

  test.each<[string, Direction, number[]]>([
    ['the handle 0', 'up', [0x45, 0]],
    ['no flags', 'up', [0x24, 0]],
    ['flags of a message that has none', 'up', [0x25, 1]],
    ['flags that mean nothing', 'up', [0x24, 3, 1, 97]],
    ['a handle of a message that has none', 'up', [0x5d, 1]],
    ['a new id that is none', 'up', [0x23, 1, 0, 1, 2, 3, 4, 5, 6, 7]],
    ['a distance of 1', 'down', [0x2b, 1, 0, 9]],
    ['the first id', 'down', [0x2d, 2, 0, 0]],
    ['no voids', 'down', [0x2a, 1, 5, 1, 2, 3, 4, 5, 6, 7, 8, 0]],
  ])('what is usual is not spelled: %s', (_name, direction, bytes) => {
    expect(() => decodeFrame(Uint8Array.from(bytes), direction)).toThrow(code('protocol-violation'))
  })
})

test('[PR10] another version is incompatible, whatever its message looks like', () => {
  for (const version of [0, 2, 127, 300]) {
    const spelled = version > 127 ? [(version & 127) | 128, version >> 7] : [version]
    for (const [head, offset] of [
      [[0x01], 2],
      [[0x61, 7], 3],
    ] as const) {
      expect(() => decodeFrame(Uint8Array.of(...head, ...spelled, 0xff, 0xfe, 0xfd), 'up')).toThrow(
        expect.objectContaining({
          code: 'protocol-incompatible',
          retryable: false,
          data: { where: 'open.version', offset: offset + spelled.length - 1 },
        }),
      )
    }
  }
})

describe('[PR11] above a limit is too large, and seen before anything is allocated', () => {
  const deltas = (size: number): Message => ({ type: 'deltas', handle: 1, span: 1, bytes: new Uint8Array(size) })

  test('a frame', () => {
    expect(() => decodeFrame(new Uint8Array(limits.frame + 1), 'up')).toThrow(code('too-large'))
    expect(() => encodeFrame([deltas(limits.frame)])).toThrow(code('too-large'))
  })

  test('a packet', () => {
    expect(() => encodeMessage(deltas(limits.packet + 1))).toThrow(code('too-large'))
  })

  test('messages of a frame', () => {
    const close = { type: 'close', handle: 1 } as const
    const most = encodeFrame(Array.from({ length: limits.messagesPerFrame }, () => close))
    expect(decodeFrame(most, 'up')).toHaveLength(limits.messagesPerFrame)
    const over = encodeFrame(Array.from({ length: limits.messagesPerFrame + 1 }, () => close))
    expect(() => decodeFrame(over, 'up')).toThrow(code('too-large'))
  })

  test.each<[string, Direction, number[]]>([
    ['a token', 'up', [0x24, 1, 0x81, 0x80, 0x01]],
    ['a list of columns', 'up', [2, 0x81, 0x80, 0x01]],
    ['a packet', 'up', [0x23, 2, 0x80, 0x80, 0x80, 0x08, 0, 0, 1]],
    ['a fragmented message', 'up', [31, 0, 0x80, 0x80, 0x84, 0x08, 0, 1]],
    ['ranges of one id', 'down', [8, 0, 66]],
    ['the key of a cursor', 'down', [9, 5, 5, 0x81, 0x20]],
  ])('%s', (_name, direction, bytes) => {
    expect(() => decodeFrame(Uint8Array.from(bytes), direction)).toThrow(code('too-large'))
  })

  test('a count is not believed', () => {
    expect(() => decodeFrame(Uint8Array.of(2, 0x80, 0x01, 0, 1, 97), 'up')).toThrow(code('protocol-violation'))
  })

  test('a handle, a space, a token, a list, when written', () => {
    expect(() => encodeFrame([{ ...open, handle: limits.handle + 1 }])).toThrow(code('protocol-violation'))
    expect(() => encodeFrame([{ ...open, space: 'é'.repeat(limits.spaceName / 2 + 1) }])).toThrow(code('too-large'))
    expect(() => encodeFrame([{ ...open, token: 'x'.repeat(limits.token + 1) }])).toThrow(code('too-large'))
    const own = Array.from({ length: limits.ownIds + 1 }, (_, index) => index.toString(16).padStart(16, '0'))
    expect(() => encodeFrame([{ ...open, own }])).toThrow(code('too-large'))
    const place = { nonce: '01234567', position: Number.MAX_SAFE_INTEGER }
    const cursor = { position: Number.MAX_SAFE_INTEGER, key: new Uint8Array(limits.cursorKey) }
    const largest = encodeFrame([
      {
        ...open,
        handle: limits.handle,
        place,
        staged: { nonce: '01234567', head: Number.MAX_SAFE_INTEGER, cursor, whole: true },
        columns: '01234567',
        token: 'x'.repeat(limits.token),
        space: 'x'.repeat(limits.spaceName),
        own: own.slice(1),
      },
    ])
    expect(decodeFrame(largest, 'up')).toHaveLength(1)
    expect(largest.length).toBeLessThan(limits.unauthorized)
  })
})

describe('[PR12] a message that makes no sense is refused on both ends', () => {
  const id = '0123456789abcdef'
  const bytes = new Uint8Array(3)
  const range = { from: 1, to: 1 }
  const push = { type: 'push', handle: 1, own: 0, piece: null, range, bytes } as const
  const confirmed = { type: 'confirmed', handle: 1, span: 1, own: 0, range } as const
  const caughtUp = { type: 'caught-up', handle: 1, position: 1, digest: id, voids: null, coverage: null } as const
  const cursor = { position: 4, key: new Uint8Array(0) }
  const wrong: [string, Message][] = [
    ['a step that goes nowhere', { type: 'deltas', handle: 1, span: 0, bytes }],
    ['a step backwards', { ...confirmed, span: -1 }],
    ['an empty range', { ...confirmed, range: { from: 2, to: 1 } }],
    ['a range from 0', { ...confirmed, range: { from: 0, to: 1 } }],
    ['a range past 2^52', { ...confirmed, range: { from: 1, to: 2 ** 52 } }],
    ['a piece past its end', { ...push, piece: { total: 3, offset: 1 } }],
    ['a piece that is the whole', { ...push, piece: { total: 3, offset: 0 } }],
    ['an empty piece', { ...push, piece: { total: 3, offset: 1 }, bytes: new Uint8Array(0) }],
    ['an empty packet', { ...push, bytes: new Uint8Array(0) }],
    ['a fragment past its end', { type: 'fragment', stream: 1, piece: { total: 3, offset: 3 }, bytes }],
    ['an index that is none', { ...push, own: limits.ownIds }],
    ['an id of capitals', { ...open, own: ['0123456789ABCDEF'] }],
    ['a short id', { ...open, own: ['0123456789abcde'] }],
    ['an id twice', { ...open, own: [id, id] }],
    ['a column twice', { type: 'declare', handle: 1, columns: [column('a'), column('a')] }],
    ['a column under another id', { type: 'declare', handle: 1, columns: [{ ...column('a'), name: 'b' }] }],
    ['a space without a name', { ...open, space: '' }],
    ['a lone surrogate', { ...open, space: 'a\udc00' }],
    ['a cursor past the head', { ...open, staged: { nonce: '01234567', head: 3, cursor, whole: true } }],
    ['a slice past the head', { type: 'slice', handle: 1, head: 3, cursor, received: 1, total: 1, cells: bytes }],
    [
      'ranges that touch',
      {
        ...caughtUp,
        coverage: [
          [
            { from: 1, to: 2 },
            { from: 3, to: 3 },
          ],
        ],
      },
    ],
    ['ranges out of order', { ...caughtUp, coverage: [[{ from: 7, to: 7 }, range]] }],
  ]
  test.each(wrong)('%s, when written', (_name, message) => {
    expect(() => encodeFrame([message])).toThrow(code('protocol-violation'))
  })

  test.each<[string, Direction, number[]]>([
    ['no message at all', 'up', []],
    ['a kind that does not exist', 'up', [6]],
    ['nothing after a message that others follow', 'up', [0x85, 0]],
    ['a body longer than its frame', 'up', [0x85, 9, 5]],
    ['a body with more than its fields', 'up', [0x85, 1, 5, 5]],
    ['an id twice', 'up', [1, 1, 0, 115, ...Array.from({ length: 16 }, () => 7)]],
    ['half an id', 'up', [1, 1, 0, 115, 7, 7, 7, 7]],
    ['a column twice', 'up', [2, 2, 1, 0, 97, 1, 0, 97]],
    ['text that is not UTF-8', 'up', [1, 1, 1, 0xc0, 0x80]],
    ['a piece past its end', 'up', [0x23, 2, 1, 1, 0, 1, 1]],
    ['a piece that is the whole', 'up', [0x23, 2, 1, 0, 0, 1, 1]],
    ['a range past 2^52', 'down', [13, 0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]],
    ['a cursor past its head', 'down', [9, 3, 4, 0, 1, 1, 9]],
    ['a mode that does not exist', 'down', [0x28, 1, 2, 0]],
  ])('%s, when read', (_name, direction, bytes) => {
    expect(() => decodeFrame(Uint8Array.from(bytes), direction)).toThrow(code('protocol-violation'))
  })
})

function column(name: string): { id: number; name: string } {
  return { id: columnId(name, Algebra.sum), name }
}
