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

const codecs = { up: upCodecs, down: downCodecs } as unknown as {
  readonly [D in Direction]: Readonly<Record<string, MessageCodec<MessageOf<D>>>>
}

/** A message as it stands alone in a frame: its head, and its body to the end. */
export function encodeMessage(message: Message): Uint8Array {
  const codec = codecs.up[message.type] ?? codecs.down[message.type]
  return writeMessage(codec as MessageCodec<Message>, message)
}

/** The message whose head was read, from bytes that are its body and nothing else. */
export function readBody<D extends Direction>(io: Io, head: number, direction: D): MessageOf<D> {
  const kind = head & kinds
  const [type, codec] =
    Object.entries(codecs[direction]).find((entry) => entry[1].kind === kind) ?? io.malformed(`no message ${kind} goes ${direction}`)
  return readMessage(codec, type, io, head)
}
