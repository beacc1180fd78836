import { TorsorError } from '@torsor/core'
import { limits } from '../limits.js'
import type { Direction, Message, MessageOf } from '../message/codecs.js'
import { encodeMessage, readBody } from './message.js'
import { Reader } from './reader.js'
import { Writer } from './writer.js'

/** Set in a type byte: a length follows, and more messages follow the body. Clear: the body runs to the end of the frame. */
const more = 0x80

/**
 * One WebSocket binary message of one or more protocol messages. Bytes stand for a message that was encoded before
 * (`encodeMessage`, `withHandle`). Throws `too-large` above `limits.frame`: see `splitIntoFrames`.
 */
export function encodeFrame(messages: readonly (Message | Uint8Array)[]): Uint8Array {
  if (messages.length === 0) throw new TorsorError('protocol-violation', 'a frame without a message')
  const frame = joinEncoded(messages.map((message) => (message instanceof Uint8Array ? message : encodeMessage(message))))
  if (frame.length > limits.frame) throw new TorsorError('too-large', `a frame of ${frame.length} bytes, at most ${limits.frame} allowed`)
  return frame
}

export function joinEncoded(encoded: readonly Uint8Array[]): Uint8Array {
  const [only] = encoded
  if (encoded.length === 1 && only !== undefined) return only
  const writer = new Writer(encoded.reduce((sum, bytes) => sum + bytes.length + 4, 0))
  encoded.forEach((bytes, index) => {
    const code = bytes[0]
    if (code === undefined || code >= more) throw new TorsorError('protocol-violation', 'encoded bytes that are no message')
    if (index === encoded.length - 1) return writer.raw(bytes)
    writer.byte(code | more)
    writer.varint(bytes.length - 1)
    writer.raw(bytes.subarray(1))
  })
  return writer.finish()
}

/**
 * The messages of a frame that came up to a relay, or down to a client; all of them, or none and an error:
 * `protocol-violation`, `too-large` or `protocol-incompatible`. Bytes in messages are copies.
 */
export function decodeFrame<D extends Direction>(bytes: Uint8Array, direction: D): MessageOf<D>[] {
  if (bytes.length > limits.frame) throw new TorsorError('too-large', `a frame of ${bytes.length} bytes, at most ${limits.frame} allowed`)
  const reader = new Reader(bytes)
  const messages: MessageOf<D>[] = []
  for (let last = false; !last;) {
    if (messages.length === limits.messagesPerFrame) reader.fail('too-large', `more than ${limits.messagesPerFrame} messages`)
    reader.where = 'frame'
    const type = reader.byte()
    last = type < more
    const length = last ? reader.remaining : reader.varint()
    messages.push(reader.within(length, () => readBody(reader, type & ~more, direction)))
  }
  return messages
}
