import type { Reader } from '../frame/reader.js'
import type { Writer } from '../frame/writer.js'
import { record } from './field/combine.js'
import type { FieldsOf } from './field/combine.js'

/** One kind of message: its byte on the wire, and both directions of its encoding. */
export interface MessageCodec<M extends { readonly type: string }> {
  readonly type: M['type']
  readonly code: number
  /** What the wire lock hashes. */
  readonly shape: string
  write(writer: Writer, message: M): void
  read(reader: Reader): M
}

/** A message without its type. */
export type Body<M extends { readonly type: string }> = Omit<M, 'type'>

interface Definition<M extends { readonly type: string }, W extends object> {
  readonly type: M['type']
  readonly code: number
  /** The fields as they stand on the wire, in order. */
  readonly fields: FieldsOf<W>
  /** Where the wire says a thing more shortly than the message does (a distance for a number). */
  toWire(message: M): W
  fromWire(wire: W): Body<M>
  /** What is wrong with a message whose fields are each right, or null. Asked on both ends. */
  wrong?(message: M): string | null
}

export function defineWire<M extends { readonly type: string }, W extends object>(definition: Definition<M, W>): MessageCodec<M> {
  const { type, code, fields, wrong } = definition
  const body = record<W>(fields)
  return {
    type,
    code,
    shape: `${type} ${code} ${body.shape}`,
    write(writer, message) {
      writer.where = type
      const what = wrong?.(message) ?? null
      if (what !== null) writer.fail('protocol-violation', what)
      body.write(writer, definition.toWire(message))
    },
    read(reader) {
      reader.where = type
      // The type and a body that `fields` made complete are a whole message: the one place that says so.
      const message = { type, ...definition.fromWire(body.read(reader)) } as unknown as M
      const what = wrong?.(message) ?? null
      if (what !== null) reader.fail('protocol-violation', what)
      return message
    },
  }
}

/** A message that stands on the wire as it is. */
export function defineMessage<M extends { readonly type: string }>(
  definition: Omit<Definition<M, Body<M>>, 'toWire' | 'fromWire'>,
): MessageCodec<M> {
  return defineWire<M, Body<M>>({ ...definition, toWire: (message) => message, fromWire: (wire) => wire })
}
