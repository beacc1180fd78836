import { readFrame } from '../frame/frame.js'
import type { Direction } from '../frame/message.js'
import { kinds, readMessage, writeMessage } from '../message/define.js'
import type { MessageCodec } from '../message/define.js'
import { errorCodec } from '../message/error.js'
import type { ErrorMessage } from '../message/error.js'
import { pingCodec } from '../message/ping.js'
import type { PingMessage } from '../message/ping.js'
import { pongCodec } from '../message/pong.js'
import type { PongMessage } from '../message/pong.js'
import { entryCodec } from './entry.js'
import type { EntryMessage } from './entry.js'
import { followCodec } from './follow.js'
import type { FollowMessage } from './follow.js'
import { followingCodec } from './following.js'
import type { FollowingMessage } from './following.js'
import { holdsCodec } from './holds.js'
import type { HoldsMessage } from './holds.js'
import { namesCodec } from './names.js'
import type { NamesMessage } from './names.js'
import { trimmedCodec } from './trimmed.js'
import type { TrimmedMessage } from './trimmed.js'

/** Everything a relay may say to one that it follows. */
export type LinkUpMessage = FollowMessage | HoldsMessage | PingMessage | PongMessage

/** Everything a relay may say to one that follows it. */
export type LinkDownMessage = FollowingMessage | TrimmedMessage | NamesMessage | EntryMessage | ErrorMessage | PingMessage | PongMessage

export type LinkMessageOf<D extends Direction> = D extends 'up' ? LinkUpMessage : LinkDownMessage

export const linkUpCodecs: { readonly [T in LinkUpMessage['type']]: MessageCodec } = {
  follow: followCodec,
  holds: holdsCodec,
  ping: pingCodec,
  pong: pongCodec,
}

export const linkDownCodecs: { readonly [T in LinkDownMessage['type']]: MessageCodec } = {
  following: followingCodec,
  trimmed: trimmedCodec,
  names: namesCodec,
  entry: entryCodec,
  error: errorCodec,
  ping: pingCodec,
  pong: pongCodec,
}

const writers: { readonly [T in (LinkUpMessage | LinkDownMessage)['type']]: MessageCodec } = { ...linkUpCodecs, ...linkDownCodecs }
const readers = { up: byKind(linkUpCodecs), down: byKind(linkDownCodecs) }

function byKind(codecs: Readonly<Record<string, MessageCodec>>): ReadonlyMap<number, readonly [type: string, codec: MessageCodec]> {
  return new Map(Object.entries(codecs).map((entry) => [entry[1].kind, entry]))
}

/** A message as it stands alone in a frame. */
export function encodeLinkMessage(message: LinkUpMessage | LinkDownMessage): Uint8Array {
  return writeMessage(writers[message.type], message)
}

/** The messages of a frame of a link; all of them, or none and an error, as `decodeFrame`. Nothing comes in fragments. */
export function decodeLinkFrame<D extends Direction>(bytes: Uint8Array, direction: D): LinkMessageOf<D>[] {
  return readFrame(bytes, (io, head) => {
    const kind = head & kinds
    const [type, codec] = readers[direction].get(kind) ?? io.malformed(`no message ${kind} goes ${direction} a link`)
    // The type and a body that the codec made complete are a whole message.
    return readMessage(codec, type, io, head) as LinkMessageOf<D>
  })
}
