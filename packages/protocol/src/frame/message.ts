import { TorsorError } from '@torsor/core'
import { limits } from '../limits.js'
import { codecOfCode, codecOfType } from '../message/codecs.js'
import type { Direction, Message, MessageOf } from '../message/codecs.js'
import { Reader } from './reader.js'
import { Writer } from './writer.js'

/** A message as it stands alone in a frame: its type byte, and its body to the end. */
export function encodeMessage(message: Message): Uint8Array {
  const codec = codecOfType(message.type)
  if (codec === undefined) throw new TorsorError('protocol-violation', `there is no message "${message.type}"`)
  const writer = new Writer()
  writer.byte(codec.code)
  codec.write(writer, message)
  return writer.finish()
}

/** The message whose type byte was read, from a reader that holds its body and nothing else. */
export function readBody<D extends Direction>(reader: Reader, code: number, direction: D): MessageOf<D> {
  const codec = codecOfCode(direction, code)
  if (codec === undefined) reader.fail('protocol-violation', `no message ${code} goes ${direction}`)
  return codec.read(reader)
}

/** The inverse of `encodeMessage`. Throws `protocol-violation`, `too-large` or `protocol-incompatible`. */
export function decodeMessage<D extends Direction>(bytes: Uint8Array, direction: D): MessageOf<D> {
  if (bytes.length > limits.message)
    throw new TorsorError('too-large', `a message of ${bytes.length} bytes, at most ${limits.message} allowed`)
  const reader = new Reader(bytes)
  reader.where = 'message'
  const code = reader.byte()
  return reader.within(reader.remaining, () => readBody(reader, code, direction))
}
