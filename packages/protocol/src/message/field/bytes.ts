import * as limits from '../../limits.js'
import type { Cursor, Piece } from '../types.js'
import { record } from './field.js'
import type { Field } from './field.js'
import { position } from './number.js'
import { block } from './text.js'

/** Bytes that run to the end of the message: the last field of one, and no length needed. */
export function rest(least = 0): Field<Uint8Array> {
  return (io, value, { piece }) => {
    const length = value?.length ?? io.left
    // A piece ends where the whole does, and is not all of it.
    if (piece) io.bound(length, 1, (piece as Piece).total - ((piece as Piece).offset || 1))
    return io.bytes(io.bound(length, least, limits.packet, 'too-large'), value)
  }
}

export const bytes: Field<Uint8Array> = rest()

/** A piece of something of at most `most` bytes. */
export function piece(most: number): Field<Piece> {
  return record<Piece>({ total: (io, value) => io.number(value, 1, most, 'too-large'), offset: position })
}

/** `size` bytes that the API shows as twice as many lower-case hex digits. */
function hex(size: number): Field<string> {
  return (io, value) => {
    if (value !== undefined && (value.length !== size * 2 || /[^0-9a-f]/.test(value))) io.malformed('no lower-case hex digits')
    let digits = ''
    for (let at = 0; at < size; at++) {
      const byte = io.byte(value === undefined ? value : Number.parseInt(value.slice(at * 2, at * 2 + 2), 16))
      digits += byte.toString(16).padStart(2, '0')
    }
    return digits
  }
}

/** A replica id or a log's nonce. */
export const identity: Field<string> = hex(8)
/** The first half of a state's digest, which is a sum lane by lane: 64 bits find what differs by accident. */
export const digest: Field<string> = hex(8)
/** The first half of a nonce (rule 6), or a hash: enough to tell apart what is compared rarely, and checked otherwise too. */
export const check: Field<string> = hex(4)

const key: Field<Uint8Array> = (io, value) => block(io, limits.cursorKey, 0, value)

/** Where a walk stands, in what had `head` as its end. */
export const cursor: Field<Cursor> = (io, given, { head }) => {
  const value = record<Cursor>({ position, key })(io, given, {})
  io.bound(value.position, 0, head as number)
  return value
}
