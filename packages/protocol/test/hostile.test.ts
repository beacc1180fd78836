import { TorsorError } from '@torsor/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFrame, decodeMessage, encodeFrame, encodeMessage, limits } from '@torsor/protocol'
import type { Direction, Message } from '@torsor/protocol'
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

  test('noise behind a type byte that exists', () => {
    const types = fc.constantFrom(1, 2, 3, 4, 5, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 64, 65, 66)
    fc.assert(
      fc.property(types, fc.boolean(), fc.uint8Array({ maxLength: 120 }), (type, more, rest) => {
        const bytes = Uint8Array.of(more ? type | 0x80 : type, ...rest)
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

describe('[PR9] one number, one spelling', () => {
  test.each([
    ['a zero too many', [64, 0x80, 0x00]],
    ['past 2^53 - 1', [64, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x10]],
    ['nine bytes', [64, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['cut off', [64, 0x80]],
  ])('%s', (_name, bytes) => {
    expect(() => decodeFrame(Uint8Array.from(bytes), 'up')).toThrow(code('protocol-violation'))
  })

  test('2^53 - 1 is the last', () => {
    const message = { type: 'ping', time: Number.MAX_SAFE_INTEGER } as const
    expect(decodeFrame(encodeFrame([message]), 'up')).toEqual([message])
    expect(() => encodeFrame([{ type: 'ping', time: 2 ** 53 }])).toThrow(code('protocol-violation'))
    expect(() => encodeFrame([{ type: 'ping', time: -1 }])).toThrow(code('protocol-violation'))
    expect(() => encodeFrame([{ type: 'ping', time: 0.5 }])).toThrow(code('protocol-violation'))
  })
})

test('[PR10] another version is incompatible, whatever its message looks like', () => {
  for (const version of [0, 2, 127, 300]) {
    const frame = Uint8Array.of(1, 7, ...(version > 127 ? [(version & 127) | 128, version >> 7] : [version]), 0xff, 0xfe, 0xfd)
    expect(() => decodeFrame(frame, 'up')).toThrow(
      expect.objectContaining({
        code: 'protocol-incompatible',
        retryable: false,
        data: { where: 'open.version', offset: version > 127 ? 4 : 3 },
      }),
    )
  }
})

describe('[PR11] above a limit is too large, and seen before anything is allocated', () => {
  test('a frame', () => {
    expect(() => decodeFrame(new Uint8Array(limits.frame + 1), 'up')).toThrow(code('too-large'))
    const bytes = new Uint8Array(limits.frame)
    expect(() => encodeFrame([{ type: 'deltas', handle: 1, prev: 1, position: 2, bytes }])).toThrow(code('too-large'))
  })

  test('a message', () => {
    expect(() => decodeMessage(new Uint8Array(limits.message + 1), 'down')).toThrow(code('too-large'))
    const bytes = new Uint8Array(limits.packet + 1)
    expect(() => encodeMessage({ type: 'deltas', handle: 1, prev: 1, position: 2, bytes })).toThrow(code('too-large'))
  })

  test('messages of a frame', () => {
    const close = { type: 'close', handle: 1 } as const
    const most = encodeFrame(Array.from({ length: limits.messagesPerFrame }, () => close))
    expect(decodeFrame(most, 'up')).toHaveLength(limits.messagesPerFrame)
    const over = encodeFrame(Array.from({ length: limits.messagesPerFrame + 1 }, () => close))
    expect(() => decodeFrame(over, 'up')).toThrow(code('too-large'))
  })

  test.each([
    ['a token', [4, 1, 1, 0x81, 0x80, 0x01]],
    ['a list of columns', [2, 1, 0x81, 0x80, 0x01]],
    ['a packet', [3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0x80, 0x80, 0x80, 0x08, 0, 1]],
    ['a fragmented message', [66, 0, 0x80, 0x80, 0x80, 0x40, 0, 1]],
  ])('%s', (_name, bytes) => {
    expect(() => decodeFrame(Uint8Array.from(bytes), 'up')).toThrow(code('too-large'))
  })

  test('a handle, a space, a token, a list, when written', () => {
    const open = { type: 'open', handle: 1, version: 1, space: 's', token: null, own: [], place: null, staged: null, columns: 0 } as const
    expect(() => encodeFrame([{ ...open, handle: limits.handle + 1 }])).toThrow(code('protocol-violation'))
    expect(() => encodeFrame([{ ...open, space: 'é'.repeat(limits.spaceName / 2 + 1) }])).toThrow(code('too-large'))
    expect(() => encodeFrame([{ ...open, token: 'x'.repeat(limits.token + 1) }])).toThrow(code('too-large'))
    const own = Array.from({ length: limits.ownIds + 1 }, (_, index) => index.toString(16).padStart(16, '0'))
    expect(() => encodeFrame([{ ...open, own }])).toThrow(code('too-large'))
    const largest = encodeFrame([{ ...open, own: own.slice(1), token: 'x'.repeat(limits.token), space: 'x'.repeat(limits.spaceName) }])
    expect(largest.length).toBeLessThan(limits.unauthorized)
  })
})

describe('[PR12] a message that makes no sense is refused on both ends', () => {
  const id = '0123456789abcdef'
  const open = { type: 'open', handle: 1, version: 1, space: 's', token: null, own: [], place: null, staged: null, columns: 0 } as const
  const wrong: [string, Message][] = [
    ['a step that goes nowhere', { type: 'deltas', handle: 1, prev: 3, position: 3, bytes: new Uint8Array(1) }],
    ['a step backwards', { type: 'confirmed', handle: 1, prev: 3, position: 2, id, from: 1, to: 1 }],
    ['an empty range', { type: 'confirmed', handle: 1, prev: 3, position: 4, id, from: 2, to: 1 }],
    ['a range from 0', { type: 'confirmed', handle: 1, prev: 3, position: 4, id, from: 0, to: 1 }],
    ['a piece past its end', { type: 'push', handle: 1, id, from: 1, to: 1, total: 3, offset: 1, bytes: new Uint8Array(3) }],
    ['an empty piece', { type: 'push', handle: 1, id, from: 1, to: 1, total: 3, offset: 1, bytes: new Uint8Array(0) }],
    ['a fragment past its end', { type: 'fragment', stream: 1, total: 3, offset: 3, bytes: new Uint8Array(1) }],
    ['an id of capitals', { ...open, own: ['0123456789ABCDEF'] }],
    ['an id twice', { ...open, own: [id, id] }],
    [
      'a column twice',
      {
        type: 'declare',
        handle: 1,
        columns: [
          { id: 1, name: 'a' },
          { id: 1, name: 'b' },
        ],
      },
    ],
    ['a space without a name', { ...open, space: '' }],
    ['a lone surrogate', { ...open, space: 'a\udc00' }],
    ['a cursor past the head', { ...open, staged: { nonce: id, cursor: { position: 4, key: new Uint8Array(0) }, head: 3, whole: true } }],
    [
      'ranges that touch',
      {
        type: 'caught-up',
        handle: 1,
        nonce: id,
        position: 1,
        digest: id + id,
        coverage: [
          {
            id,
            ranges: [
              { from: 1, to: 2 },
              { from: 3, to: 3 },
            ],
          },
        ],
      },
    ],
    [
      'coverage twice',
      {
        type: 'caught-up',
        handle: 1,
        nonce: id,
        position: 1,
        digest: id + id,
        coverage: [
          { id, ranges: [] },
          { id, ranges: [] },
        ],
      },
    ],
  ]
  test.each(wrong)('%s, when written', (_name, message) => {
    expect(() => encodeFrame([message])).toThrow(code('protocol-violation'))
  })

  test.each<[string, Direction, number[]]>([
    ['no message at all', 'up', []],
    ['a type that does not exist', 'up', [99, 1]],
    ['nothing after a message that others follow', 'up', [0x85, 1, 5]],
    ['a body longer than its frame', 'up', [0x85, 9, 5]],
    ['a step that goes nowhere is not expressible, one below 0 is refused', 'down', [35, 1, 2, 2, 9]],
    ['an id twice', 'up', [1, 1, 1, 1, 115, 0, 2, ...Array.from({ length: 16 }, () => 7), 0, 0, 0]],
    ['a flag of 2', 'down', [41, 2, 0, 0, 0]],
    ['text that is not UTF-8', 'up', [1, 1, 1, 2, 0xc0, 0x80, 0, 0, 0, 0, 0]],
    ['a piece past its end', 'up', [3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 2, 1, 1, 1, 1]],
    ['a range past 2^53 - 1', 'down', [37, 1, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]],
  ])('%s, when read', (_name, direction, bytes) => {
    expect(() => decodeFrame(Uint8Array.from(bytes), direction)).toThrow(code('protocol-violation'))
  })
})
