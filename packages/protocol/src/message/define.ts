import { Io } from '../frame/io.js'
import type { Part, PartsOf } from './field/field.js'
import { handle } from './field/number.js'

interface Named {
  readonly type: string
}

/** One kind of message: its number on the wire, and its fields in their order. */
export interface MessageCodec<M extends Named> {
  /** From 1 to 31. No two messages of either direction share one. */
  readonly kind: number
  /** What it says besides its type and its handle. */
  readonly parts: PartsOf<Omit<M, 'type' | 'handle'>>
  /** Without a handle it is of the whole socket. */
  readonly ofSocket: boolean
}

/** In the head of a message, beside its kind: a handle follows, one that is not the usual. */
const named = 0x40
/** In the head too: before the first field that a flag can spare follows the byte of flags, which is not 0. */
const flagged = 0x20
/** Kinds from here on are the socket's own, and have no handle. */
const ownKinds = 29

/** The bits of a message's head that are its kind. */
export const kinds = 0x1f

export function defineMessage<M extends Named>(kind: number, parts: MessageCodec<M>['parts'], ofSocket = false): MessageCodec<M> {
  return { kind, parts, ofSocket }
}

/** A message as it stands alone in a frame: its head, and its body to the end. */
export function writeMessage<M extends Named>(codec: MessageCodec<M>, message: M): Uint8Array {
  const values = valuesOf(message)
  let flags = 0
  let bit = 1
  for (const [name, part] of partsOf(codec)) {
    if (typeof part === 'function') continue
    if (values[name] !== part[0]) flags |= bit
    bit *= 2
  }
  const io = new Io()
  const head = codec.kind | (values['handle'] === usualHandle(codec) ? 0 : named) | (flags > 0 ? flagged : 0)
  visit(io, codec, message.type, io.byte(head), flags, values)
  return io.finish()
}

/** The message of which type and head were read, from bytes that are its body and nothing else. */
export function readMessage<M extends Named>(codec: MessageCodec<M>, type: string, io: Io, head: number): M {
  // The type and a body that `parts` made complete are a whole message: the one place that says so.
  return visit(io, codec, type, head, undefined, {}) as unknown as M
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

function visit<M extends Named>(
  io: Io,
  codec: MessageCodec<M>,
  type: string,
  head: number,
  given: number | undefined,
  values: Values,
): Values {
  const usual = usualHandle(codec)
  const value: Record<string, unknown> = { type }
  io.where = `${type}.handle`
  if (usual !== undefined) value['handle'] = usual
  if ((head & named) !== 0) {
    value['handle'] = handle(io, values['handle'] as number | undefined, value)
    if (usual === undefined || value['handle'] === usual) io.malformed()
  }
  let flags = (head & flagged) === 0 ? 0 : -1
  for (const [name, part] of partsOf(codec)) {
    io.where = `${type}.${name}`
    if (typeof part === 'function') value[name] = part(io, values[name], value)
    else {
      if (flags < 0) flags = io.bound(io.byte(given), 1, 255)
      const [spared, field] = part
      value[name] = flags % 2 === 0 ? spared : field(io, values[name], value)
      if (flags % 2 === 1 && value[name] === spared) io.malformed()
      flags >>= 1
    }
  }
  // A bit that is left says nothing.
  io.bound(flags, 0, 0)
  return value
}

type Values = Readonly<Record<string, unknown>>

/** The handle that takes no byte. */
function usualHandle<M extends Named>({ kind, ofSocket }: MessageCodec<M>): number | null | undefined {
  return kind < ownKinds ? (ofSocket ? null : 0) : undefined
}

function partsOf<M extends Named>({ parts }: MessageCodec<M>): [string, Part<unknown>][] {
  return Object.entries(parts as Readonly<Record<string, Part<unknown>>>)
}

/** The fields of a message by their names: what `PartsOf` has checked, the types cannot follow through a loop. */
function valuesOf(message: object): Values {
  return message as Values
}
