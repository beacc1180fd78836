import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Assembler, decodeFrame, encodeFrame, limits, Reassembler, splitIntoFrames } from '@torsor/protocol'
import type { DownMessage, FragmentMessage } from '@torsor/protocol'
import { anyDown } from './arbitrary.js'
import { runs } from './runs.js'

const code = (name: string): unknown => expect.objectContaining({ code: name })

/** What a peer makes of frames. */
function receive(frames: readonly Uint8Array[], reassembler = new Reassembler('down')): DownMessage[] {
  const messages: DownMessage[] = []
  for (const frame of frames) {
    for (const message of decodeFrame(frame, 'down')) {
      messages.push(...(message.type === 'fragment' ? reassembler.accept(message) : [message]))
    }
  }
  return messages
}

const deltas = (size: number): DownMessage => ({
  type: 'deltas',
  handle: 1,
  span: 1,
  bytes: Uint8Array.from({ length: size }, (_, index) => index),
})
const fragment = (stream: number, total: number, offset: number, bytes: Uint8Array): FragmentMessage => ({
  type: 'fragment',
  stream,
  piece: { total, offset },
  bytes,
})

describe('[PR13] any messages cross in frames of any limit, in order', () => {
  test('small and large ones', () => {
    const any = fc.oneof(
      { weight: 4, arbitrary: anyDown.filter(({ type }) => type !== 'fragment') },
      { weight: 1, arbitrary: fc.nat(900).map(deltas) },
    )
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), fc.integer({ min: 64, max: 400 }), (messages, limit) => {
        const frames = splitIntoFrames(messages, limit)
        for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(limit)
        expect(receive(frames)).toEqual(messages)
      }),
      runs(300),
    )
  })

  test('what fits together shares a frame', () => {
    expect(splitIntoFrames([deltas(10), deltas(10), deltas(10)])).toHaveLength(1)
    expect(splitIntoFrames([])).toEqual([])
  })

  test('the largest packet', () => {
    const largest = deltas(limits.packet)
    const frames = splitIntoFrames([largest, deltas(1)])
    for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(limits.frame)
    const [first, second] = receive(frames)
    if (first?.type !== 'deltas' || largest.type !== 'deltas') throw new Error('not deltas')
    expect(Buffer.compare(first.bytes, largest.bytes)).toBe(0)
    expect(second).toEqual(deltas(1))
  })

  test('never more messages in a frame than it may have', () => {
    const messages = Array.from({ length: limits.messagesPerFrame + 5 }, (): DownMessage => ({ type: 'closed', handle: 1 }))
    const frames = splitIntoFrames(messages)
    expect(frames).toHaveLength(2)
    expect(receive(frames)).toEqual(messages)
  })
})

describe('[PR14] pieces come in order, or the stream is forgotten', () => {
  const whole = encodeFrame([deltas(100)])
  const piece = (stream: number, from: number, to: number): FragmentMessage =>
    fragment(stream, whole.length, from, whole.subarray(from, to))

  test('streams side by side', () => {
    const reassembler = new Reassembler('down')
    expect(reassembler.accept(piece(1, 0, 50))).toEqual([])
    expect(reassembler.accept(piece(2, 0, 60))).toEqual([])
    expect(reassembler.accept(piece(2, 60, whole.length))).toEqual([deltas(100)])
    expect(reassembler.accept(piece(1, 50, whole.length))).toEqual([deltas(100)])
  })

  test.each<[string, FragmentMessage]>([
    ['a gap', piece(1, 51, 60)],
    ['an overlap', piece(1, 49, 60)],
    ['the beginning again', piece(1, 0, 50)],
    ['another total', fragment(1, whole.length + 1, 50, whole.subarray(50))],
  ])('%s', (_name, bad) => {
    const reassembler = new Reassembler('down')
    reassembler.accept(piece(1, 0, 50))
    expect(() => reassembler.accept(bad)).toThrow(code('protocol-violation'))
    // What comes next begins anew.
    expect(() => reassembler.accept(piece(1, 50, 60))).toThrow(code('protocol-violation'))
    expect(reassembler.accept(piece(1, 0, 50))).toEqual([])
    expect(reassembler.accept(piece(1, 50, whole.length))).toEqual([deltas(100)])
  })

  test('what is put together is as strict as a frame', () => {
    const reassembler = new Reassembler('down')
    const refuses = (bytes: Uint8Array): void =>
      expect(() => reassembler.accept(fragment(0, bytes.length, 0, bytes))).toThrow(code('protocol-violation'))
    refuses(encodeFrame([fragment(1, 10, 0, new Uint8Array(5))]))
    refuses(encodeFrame([deltas(1), fragment(1, 10, 0, new Uint8Array(5))]))
    refuses(Uint8Array.of(10, 1, 0x80))
    refuses(encodeFrame([{ type: 'close', handle: 1 }]))
  })
})

describe('[PR15] what is announced is bounded, and costs nothing until it comes', () => {
  test('too many streams, too large a message', () => {
    const reassembler = new Reassembler('down')
    for (let stream = 0; stream < limits.streams; stream++) reassembler.accept(fragment(stream, 100, 0, new Uint8Array(1)))
    expect(() => reassembler.accept(fragment(9, 100, 0, new Uint8Array(1)))).toThrow(code('too-large'))
    expect(reassembler.accept(fragment(0, 100, 1, new Uint8Array(1)))).toEqual([])
    const other = new Reassembler('up')
    expect(() => other.accept(fragment(1, limits.message + 1, 0, new Uint8Array(1)))).toThrow(code('too-large'))
    expect(() => new Assembler(limits.packet + 1, limits.packet)).toThrow(code('too-large'))
  })

  test('memory follows what has come', () => {
    const before = process.memoryUsage().arrayBuffers
    const assemblers = Array.from({ length: 64 }, () => {
      const assembler = new Assembler(limits.packet, limits.packet)
      expect(assembler.add({ total: limits.packet, offset: 0 }, new Uint8Array(1))).toBeNull()
      return assembler
    })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024)
    expect(assemblers.every(({ received }) => received === 1)).toBe(true)
  })

  test('an assembler keeps what it has when a piece is wrong, so that a push can go on', () => {
    const assembler = new Assembler(4, 10)
    expect(assembler.add({ total: 4, offset: 0 }, Uint8Array.of(1, 2))).toBeNull()
    expect(() => assembler.add({ total: 4, offset: 3 }, Uint8Array.of(4))).toThrow(code('protocol-violation'))
    expect(assembler.received).toBe(2)
    expect(assembler.add({ total: 4, offset: 2 }, Uint8Array.of(3, 4))).toEqual(Uint8Array.of(1, 2, 3, 4))
  })
})
