import { decodeUtf8, encodeUtf8 } from '@torsor/core'
import type { Io } from '../../frame/io.js'
import type { Field } from './field.js'

/** A well-formed string of at most `most` bytes of UTF-8, after its length. */
export function text(most: number, least = 0): Field<string> {
  return (io, value) => {
    const bytes = block(io, most, least, value === undefined ? value : wellFormed(io, () => encodeUtf8(value)))
    return value ?? wellFormed(io, () => decodeUtf8(bytes))
  }
}

/**
 * Text that people read: mended and cut to a third of `most` characters where it is written, since an explanation that cannot be sent
 * would hide the fault it explains. Read as strictly as any other text.
 */
export function explanation(most: number): Field<string> {
  const strict = text(most)
  // No code unit makes more than three bytes.
  return (io, value, before) => strict(io, value?.slice(0, most / 3).replace(/\p{Surrogate}/gu, '\u{fffd}'), before)
}

/** Bytes after their length. */
export function block(io: Io, most: number, least: number, value: Uint8Array | undefined): Uint8Array {
  return io.bytes(io.number(value?.length, least, most, 'too-large'), value)
}

function wellFormed<T>(io: Io, convert: () => T): T {
  try {
    return convert()
  } catch {
    return io.malformed('text that is not well-formed')
  }
}
