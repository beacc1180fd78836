import * as limits from '../limits.js'
import { Io } from './io.js'
import { encodeMessage, readBody } from './message.js'
import type { Direction, Message, MessageOf } from './message.js'

/** In the head of a message: a length follows, and more messages follow the body. Clear: the body runs to the end of the frame. */
const more = 0x80

/**
 * One WebSocket binary message of one or more protocol messages. Bytes stand for a message that was encoded before
 * (`encodeMessage`, `withHandle`). Throws `too-large` above `limits.frame`: see `splitIntoFrames`.
 */
export function encodeFrame(messages: readonly (Message | Uint8Array)[]): Uint8Array {
  const frame = joinEncoded(messages.map((message) => (message instanceof Uint8Array ? message : encodeMessage(message))))
  new Io().bound(frame.length, 1, limits.frame, 'too-large')
  return frame
}

export function joinEncoded(encoded: readonly Uint8Array[]): Uint8Array {
  const [only] = encoded
  if (encoded.length === 1 && only !== undefined) return only
  const io = new Io()
  encoded.forEach((bytes, index) => {
    const body = bytes.length - 1
    if (index === encoded.length - 1) return io.bytes(body + 1, bytes)
    io.byte((bytes[0] as number) | more)
    io.number(body, 0, body)
    return io.bytes(body, bytes.subarray(1))
  })
  return io.finish()
}

/**
 * The messages of a frame that came up to a relay, or down to a client; all of them, or none and an error:
 * `protocol-violation`, `too-large` or `protocol-incompatible`. Bytes in messages are copies.
 */
export function decodeFrame<D extends Direction>(bytes: Uint8Array, direction: D, most: number = limits.frame): MessageOf<D>[] {
  return readFrame(bytes, (io, head) => readBody(io, head, direction), most)
}

/** The messages of a frame, each of them read by `read`, which is given its head. */
export function readFrame<M>(bytes: Uint8Array, read: (io: Io, head: number) => M, most: number = limits.frame): M[] {
  const io = new Io(bytes)
  io.bound(bytes.length, 1, most, 'too-large')
  const messages: M[] = []
  for (let last = false; !last;) {
    io.type = 'frame'
    io.field = ''
    const head = io.byte()
    last = head < more
    const length = last ? io.left : io.number(undefined, 0, most)
    messages.push(io.within(length, () => read(io, head)))
    io.bound(messages.length, 1, limits.messagesPerFrame, 'too-large')
  }
  return messages
}
