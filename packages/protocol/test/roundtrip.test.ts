import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFrame, encodeFrame, encodeMessage, limits, pushesOf, withHandle, wireErrors } from '@torsor/protocol'
import type { DownMessage, ErrorMessage, RefusedMessage } from '@torsor/protocol'
import { anyDown, anyUp, down, up } from './arbitrary.js'
import { runs } from './runs.js'

describe('[PR1] every message comes out as it went in', () => {
  test.each(Object.keys(up) as (keyof typeof up)[])('up: %s', (type) => {
    fc.assert(
      fc.property(up[type], (message) => {
        expect(decodeFrame(encodeFrame([message]), 'up')).toEqual([message])
        expect(decodeFrame(encodeMessage(message), 'up')).toEqual([message])
      }),
      runs(200),
    )
  })

  test.each(Object.keys(down) as (keyof typeof down)[])('down: %s', (type) => {
    fc.assert(
      fc.property(down[type], (message) => {
        expect(decodeFrame(encodeFrame([message]), 'down')).toEqual([message])
        expect(decodeFrame(encodeMessage(message), 'down')).toEqual([message])
      }),
      runs(200),
    )
  })
})

test('[PR2] a frame keeps its messages and their order, encoded before or not', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyUp, fc.boolean()), { minLength: 1, maxLength: 12 }), (messages) => {
      const frame = encodeFrame(messages.map(([message, before]) => (before ? encodeMessage(message) : message)))
      expect(decodeFrame(frame, 'up')).toEqual(messages.map(([message]) => message))
    }),
    runs(300),
  )
})

test('[PR2] a message is a byte and what is not usual; all but the last of a frame have a length', () => {
  expect(encodeFrame([{ type: 'close', handle: 0 }])).toEqual(Uint8Array.of(5))
  expect(encodeFrame([{ type: 'close', handle: 5 }])).toEqual(Uint8Array.of(0x45, 5))
  expect(
    encodeFrame([
      { type: 'close', handle: 0 },
      { type: 'close', handle: 6 },
      { type: 'close', handle: 0 },
    ]),
  ).toEqual(Uint8Array.of(0x85, 0, 0xc5, 1, 6, 5))
})

test('[PR3] a step costs one byte beside its data, and is encoded once for all subscribers', () => {
  const bytes = Uint8Array.of(9, 8, 7)
  const step = encodeMessage({ type: 'deltas', handle: 0, span: 1, bytes })
  expect(step).toEqual(Uint8Array.of(11, 9, 8, 7))
  expect(withHandle(0, step)).toBe(step)
  expect(withHandle(1, step)).toEqual(Uint8Array.of(0x4b, 1, 9, 8, 7))
  expect(() => withHandle(limits.handle + 1, step)).toThrow(expect.objectContaining({ code: 'protocol-violation' }))
  fc.assert(
    fc.property(down.deltas, (message) => {
      const shared = encodeMessage({ ...message, handle: 0 })
      const own = withHandle(message.handle, shared)
      expect(own).toEqual(encodeMessage(message))
      expect(own.subarray(own.length - shared.length + 1)).toEqual(shared.subarray(1))
      expect(decodeFrame(encodeFrame([own]), 'down')).toEqual([message])
    }),
    runs(300),
  )
})

test('[PR3] a reconnect without news costs a few bytes', () => {
  const own = ['0011223344556677']
  const place = { nonce: 'f0e1d2c3', position: 100 }
  const range = { from: 7, to: 7 }
  const size = (...messages: Parameters<typeof encodeFrame>[0]): number => encodeFrame(messages).length
  expect(size({ type: 'open', handle: 0, version: 1, place, staged: null, columns: null, token: null, space: 'eightchr', own })).toBe(25)
  expect(
    size(
      {
        type: 'opened',
        handle: 0,
        mode: 'since',
        access: 'write',
        undeclared: false,
        nonce: null,
        partial: null,
        voids: null,
        time: Date.UTC(2026, 1),
        coverage: [[{ from: 1, to: 6 }]],
      },
      { type: 'caught-up', handle: 0, position: 100, digest: '0123456789abcdef', voids: null, coverage: null },
    ),
  ).toBe(21)
  expect(size({ type: 'push', handle: 0, own: 0, piece: null, range, bytes: new Uint8Array(26) })).toBe(28)
  expect(size({ type: 'confirmed', handle: 0, span: 1, own: 0, range })).toBe(2)
  expect(size({ type: 'ping' })).toBe(1)
})

test('[PR4] bytes in messages are copies, of their own size, also out of a Node buffer', () => {
  const frame = Buffer.concat([
    Buffer.of(1, 2, 3),
    encodeFrame([{ type: 'deltas', handle: 1, span: 1, bytes: Uint8Array.of(4, 5) }]),
  ]).subarray(3)
  const [message] = decodeFrame(frame, 'down')
  frame.fill(0)
  expect(message).toMatchObject({ type: 'deltas', bytes: Uint8Array.of(4, 5) })
  if (message?.type !== 'deltas') throw new Error('not deltas')
  expect(message.bytes.buffer.byteLength).toBe(2)
  expect(Object.getPrototypeOf(message.bytes)).toBe(Uint8Array.prototype)
})

describe('[PR5] an explanation is mended and cut, never refused', () => {
  const error = (message: string): ErrorMessage => ({ type: 'error', handle: null, code: 'void', retryable: false, message })
  const only = (message: DownMessage): DownMessage | undefined => decodeFrame(encodeMessage(message), 'down')[0]
  const sent = (message: string): string => (only(error(message)) as ErrorMessage).message
  /** Characters take up to three bytes each, or four as two. */
  const most = Math.floor(limits.explanation / 3)

  test('at the limit, between characters', () => {
    expect(sent('x'.repeat(limits.explanation + 1))).toBe('x'.repeat(most))
    expect(sent('€'.repeat(limits.explanation))).toBe('€'.repeat(most))
    expect(sent('a\ud800b')).toBe('a\ufffdb')
    expect(sent('😀'.repeat(limits.explanation))).toMatch(/^😀+\ufffd?$/u)
  })

  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (message) => {
        const got = sent(message)
        expect(message.startsWith(got.replace(/\ufffd$/, ''))).toBe(true)
        expect(got.length).toBe(Math.min(message.length, most))
      }),
      runs(200),
    )
  })

  test('a refusal names the first cells', () => {
    const cells = Array.from({ length: limits.refusedCells + 9 }, (_, index) => `items.name ${index}`)
    const refused: RefusedMessage = {
      type: 'refused',
      handle: 1,
      own: 0,
      retryable: false,
      range: { from: 1, to: 1 },
      code: 'forbidden',
      message: '',
      cells,
    }
    expect(only(refused)).toEqual({ ...refused, cells: cells.slice(0, limits.refusedCells) })
  })
})

test('[PR6] an error of a newer table reads as unspecified and keeps its say on trying again', () => {
  const frame = encodeFrame([{ type: 'error', handle: 3, code: 'void', retryable: true, message: 'new' }])
  const at = frame.indexOf(wireErrors.void.number, 3)
  frame[at] = 99
  expect(decodeFrame(frame, 'down')).toEqual([{ type: 'error', handle: 3, code: 'unspecified', retryable: true, message: 'new' }])
})

test('[PR7] pushes of a packet put together are the packet, from any byte on', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(299), fc.integer({ min: 1, max: 100 }), (bytes, start, chunk) => {
      const offset = Math.min(start, bytes.length - 1)
      const range = { from: 2, to: 5 }
      const ids = ['cd'.repeat(8)]
      let at = offset
      let first = true
      for (const push of pushesOf(1, ids, { id: 'ab'.repeat(8), ...range }, bytes, offset, chunk)) {
        const whole = push.bytes.length === bytes.length
        expect(push).toMatchObject({ type: 'push', handle: 1, range, piece: whole ? null : { total: bytes.length, offset: at } })
        expect(push.own).toBe(first ? 'ab'.repeat(8) : 1)
        expect(push.bytes).toEqual(bytes.subarray(at, at + push.bytes.length))
        expect(decodeFrame(encodeFrame([push]), 'up')).toEqual([push])
        at += push.bytes.length
        first = false
      }
      expect(at).toBe(bytes.length)
      expect(ids).toEqual(['cd'.repeat(8), 'ab'.repeat(8)])
    }),
    runs(200),
  )
})

test('[PR2] a frame of messages of both kinds says which one may not come', () => {
  fc.assert(
    fc.property(anyDown, (message) => {
      const both = ['ping', 'pong', 'fragment'].includes(message.type)
      const decode = (): unknown => decodeFrame(encodeFrame([message]), 'up')
      if (both) expect(decode()).toEqual([message])
      else expect(decode).toThrow(expect.objectContaining({ code: 'protocol-violation' }))
    }),
    runs(200),
  )
})
