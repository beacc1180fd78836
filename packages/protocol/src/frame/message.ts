import { kinds, readMessage, writeMessage } from '../message/define.js'
import type { MessageCodec } from '../message/define.js'
import { downCodecs } from '../message/down.js'
import type { DownMessage } from '../message/down.js'
import { upCodecs } from '../message/up.js'
import type { UpMessage } from '../message/up.js'
import type { Io } from './io.js'

export type Message = UpMessage | DownMessage

export type Direction = 'up' | 'down'

/** What may come in a direction. */
export type MessageOf<D extends Direction> = D extends 'up' ? UpMessage : DownMessage

const writers: { readonly [T in Message['type']]: MessageCodec } = { ...upCodecs, ...downCodecs }
const readers = { up: byKind(upCodecs), down: byKind(downCodecs) }

function byKind(codecs: Readonly<Record<string, MessageCodec>>): ReadonlyMap<number, readonly [type: string, codec: MessageCodec]> {
  return new Map(Object.entries(codecs).map((entry) => [entry[1].kind, entry]))
}

/** A message as it stands alone in a frame: its head, and its body to the end. */
export function encodeMessage(message: Message): Uint8Array {
  return writeMessage(writers[message.type], message)
}

/** The message whose head was read, from bytes that are its body and nothing else. */
export function readBody<D extends Direction>(io: Io, head: number, direction: D): MessageOf<D> {
  const kind = head & kinds
  const [type, codec] = readers[direction].get(kind) ?? io.malformed(`no message ${kind} goes ${direction}`)
  // The type and a body that the codec made complete are a whole message: the one place that says so.
  return readMessage(codec, type, io, head) as MessageOf<D>
}
