import { Io } from '../frame/io.js'
import type { Part, PartsOf } from './field/field.js'
import { handle } from './field/number.js'

interface Named {
  readonly type: string
}

/** A message's fields by their names. What `PartsOf` has checked, the types cannot follow through a loop. */
type Values = Readonly<Record<string, unknown>>

/** One kind of message: its number on the wire, and its fields in their order. */
export interface MessageCodec {
  /** From 1 to 31. No two messages of either direction share one. */
  readonly kind: number
  /** The handle that takes no byte. Null: without one it is of the whole socket. Undefined: it never has one. */
  readonly usual: number | null | undefined
  /** What it says besides its type and its handle. */
  readonly parts: readonly (readonly [name: string, part: Part<unknown>])[]
}

/** In the head of a message, beside its kind: a handle follows, one that is not the usual. */
const named = 0x40
/** In the head too: before the first field that a flag can spare follows the byte of flags, which is not 0. */
const flagged = 0x20

/** The bits of a message's head that are its kind. */
export const kinds = 0x1f
/** Kinds from here on are the socket's own, and have no handle. */
const socketKinds = 29

export function defineMessage<M extends Named>(kind: number, parts: PartsOf<Omit<M, 'type' | 'handle'>>, ofSocket = false): MessageCodec {
  return {
    kind,
    usual: kind < socketKinds ? (ofSocket ? null : 0) : undefined,
    parts: Object.entries(parts as unknown as Readonly<Record<string, Part<unknown>>>),
  }
}

/** A message as it stands alone in a frame: its head, and its body to the end. */
export function writeMessage(codec: MessageCodec, message: Named): Uint8Array {
  const { kind, usual, parts } = codec
  const values: Values = { ...message }
  let flags = 0
  let bit = 1
  for (const [name, part] of parts) {
    if (typeof part === 'function') continue
    if (values[name] !== part[0]) flags |= bit
    bit *= 2
  }
  const io = new Io()
  const head = io.byte(kind | (values['handle'] === usual ? 0 : named) | (flags > 0 ? flagged : 0))
  visit(io, codec, { type: message.type }, head, values, flags)
  return io.finish()
}

/** The message whose head was read, from bytes that are its body and nothing else. */
export function readMessage(codec: MessageCodec, type: string, io: Io, head: number): Named {
  return visit(io, codec, codec.usual === undefined ? { type } : { type, handle: codec.usual }, head)
}

/** A message that was encoded with the handle 0, for another: the same bytes and one to three more. */
export function withHandle(other: number, encoded: Uint8Array): Uint8Array {
  if (other === 0) return encoded
  const io = new Io()
  io.byte((encoded[0] as number) | named)
  handle(io, other, {})
  io.bytes(encoded.length - 1, encoded.subarray(1))
  return io.finish()
}

/** Reads into `value`, or writes `given`. */
function visit(
  io: Io,
  { usual, parts }: MessageCodec,
  value: Record<string, unknown> & Named,
  head: number,
  given?: Values,
  givenFlags?: number,
): Named {
  io.type = value.type
  if ((head & named) !== 0) {
    io.field = 'handle'
    value['handle'] = handle(io, given?.['handle'] as number | undefined, value)
    if (usual === undefined || value['handle'] === usual) io.malformed()
  }
  let flags = (head & flagged) === 0 ? 0 : -1
  for (const [name, part] of parts) {
    io.field = name
    if (typeof part === 'function') value[name] = part(io, given?.[name], value)
    else {
      if (flags < 0) flags = io.bound(io.byte(givenFlags), 1, 255)
      value[name] = flags % 2 === 0 ? part[0] : part[1](io, given?.[name], value)
      if (flags % 2 === 1 && value[name] === part[0]) io.malformed()
      flags >>= 1
    }
  }
  // A bit that is left says nothing.
  io.bound(flags, 0, 0)
  return value
}
