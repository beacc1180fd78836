import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeFrame,
  decodeMessage,
  encodeDeltasBody,
  encodeFrame,
  encodeMessage,
  limits,
  pushesOf,
  withHandle,
  wireErrors,
} from '@torsor/protocol'
import type { ErrorMessage, RefusedMessage } from '@torsor/protocol'
import { anyDown, anyUp, down, up } from './arbitrary.js'
import { runs } from './runs.js'

describe('[PR1] every message comes out as it went in', () => {
  test.each(Object.keys(up) as (keyof typeof up)[])('up: %s', (type) => {
    fc.assert(
      fc.property(up[type], (message) => {
        expect(decodeFrame(encodeFrame([message]), 'up')).toEqual([message])
        expect(decodeMessage(encodeMessage(message), 'up')).toEqual(message)
      }),
      runs(200),
    )
  })

  test.each(Object.keys(down) as (keyof typeof down)[])('down: %s', (type) => {
    fc.assert(
      fc.property(down[type], (message) => {
        expect(decodeFrame(encodeFrame([message]), 'down')).toEqual([message])
        expect(decodeMessage(encodeMessage(message), 'down')).toEqual(message)
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

test('[PR2] a lone message has no length byte, and the last of several has none', () => {
  expect(encodeFrame([{ type: 'close', handle: 5 }])).toEqual(Uint8Array.of(5, 5))
  expect(
    encodeFrame([
      { type: 'close', handle: 5 },
      { type: 'close', handle: 6 },
    ]),
  ).toEqual(Uint8Array.of(0x85, 1, 5, 5, 6))
})

test('[PR3] a step costs three bytes and its positions, and is encoded once for all subscribers', () => {
  const bytes = Uint8Array.of(9, 8, 7)
  const body = encodeDeltasBody(6, 7, bytes)
  expect(withHandle(1, body)).toEqual(Uint8Array.of(35, 1, 7, 0, 9, 8, 7))
  fc.assert(
    fc.property(down.deltas, (message) => {
      const shared = encodeDeltasBody(message.prev, message.position, message.bytes)
      const own = withHandle(message.handle, shared)
      expect(own).toEqual(encodeMessage(message))
      expect(own.subarray(own.length - shared.length)).toEqual(shared)
      expect(decodeFrame(encodeFrame([own]), 'down')).toEqual([message])
    }),
    runs(300),
  )
})

test('[PR4] bytes in messages are copies, of their own size, also out of a Node buffer', () => {
  const frame = Buffer.concat([
    Buffer.of(1, 2, 3),
    encodeFrame([{ type: 'deltas', handle: 1, prev: 1, position: 2, bytes: Uint8Array.of(4, 5) }]),
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
  const sent = (message: string): string => (decodeMessage(encodeMessage(error(message)), 'down') as ErrorMessage).message

  test('at the limit, between characters', () => {
    expect(sent('x'.repeat(limits.explanation + 1))).toBe('x'.repeat(limits.explanation))
    expect(sent('é'.repeat(limits.explanation))).toBe('é'.repeat(limits.explanation / 2))
    expect(sent(`x${'😀'.repeat(limits.explanation)}`)).toBe(`x${'😀'.repeat(limits.explanation / 4 - 1)}`)
    expect(sent('€'.repeat(limits.explanation))).toBe('€'.repeat(Math.floor(limits.explanation / 3)))
    expect(sent('a\ud800b')).toBe('a\ufffdb')
  })

  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (message) => {
        const got = sent(message)
        expect(message.startsWith(got)).toBe(true)
        expect(Buffer.byteLength(got)).toBeLessThanOrEqual(limits.explanation)
        if (Buffer.byteLength(message) > limits.explanation) expect(Buffer.byteLength(got)).toBeGreaterThan(limits.explanation - 4)
        else expect(got).toBe(message)
      }),
      runs(200),
    )
  })

  test('a refusal names the first cells', () => {
    const cells = Array.from({ length: limits.refusedCells + 9 }, (_, index) => `items.name ${index}`)
    const refused: RefusedMessage = {
      type: 'refused',
      handle: 1,
      id: '00'.repeat(8),
      from: 1,
      to: 1,
      code: 'forbidden',
      retryable: false,
      message: '',
      cells,
    }
    expect(decodeMessage(encodeMessage(refused), 'down')).toEqual({ ...refused, cells: cells.slice(0, limits.refusedCells) })
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
      const key = { id: 'ab'.repeat(8), from: 2, to: 5 }
      let at = offset
      for (const push of pushesOf(1, key, bytes, offset, chunk)) {
        expect(push).toMatchObject({ type: 'push', handle: 1, ...key, total: bytes.length, offset: at })
        expect(push.bytes).toEqual(bytes.subarray(at, at + push.bytes.length))
        at += push.bytes.length
      }
      expect(at).toBe(bytes.length)
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
