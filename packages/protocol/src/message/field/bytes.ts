import type { Field } from './field.js'

/** Bytes that run to the end of the message: the last field of one, and no length needed. */
export function rest(most: number, least = 0): Field<Uint8Array> {
  return {
    shape: `rest(${least}..${most})`,
    write(writer, value) {
      if (value.length > most) writer.fail('too-large', `${value.length} bytes, at most ${most} allowed`)
      if (value.length < least) writer.fail('protocol-violation', 'no bytes')
      writer.raw(value)
    },
    read(reader) {
      if (reader.remaining > most) reader.fail('too-large', `${reader.remaining} bytes, at most ${most} allowed`)
      if (reader.remaining < least) reader.fail('protocol-violation', 'no bytes')
      return reader.raw(reader.remaining)
    },
  }
}

/** Bytes after their length. */
export function block(most: number): Field<Uint8Array> {
  return {
    shape: `block(0..${most})`,
    write(writer, value) {
      if (value.length > most) writer.fail('too-large', `${value.length} bytes, at most ${most} allowed`)
      writer.varint(value.length)
      writer.raw(value)
    },
    read(reader) {
      const length = reader.varint()
      if (length > most) reader.fail('too-large', `${length} bytes, at most ${most} allowed`)
      return reader.raw(length)
    },
  }
}

/** `size` bytes that the API shows as twice as many lower-case hex digits. */
export function hex(size: number): Field<string> {
  const spelling = new RegExp(`^[0-9a-f]{${size * 2}}$`)
  return {
    shape: `hex(${size})`,
    write(writer, value) {
      if (!spelling.test(value)) writer.fail('protocol-violation', `"${value.slice(0, 64)}" is not ${size * 2} lower-case hex digits`)
      for (let at = 0; at < value.length; at += 2) writer.byte(Number.parseInt(value.slice(at, at + 2), 16))
    },
    read(reader) {
      let digits = ''
      for (const byte of reader.raw(size)) digits += byte.toString(16).padStart(2, '0')
      return digits
    },
  }
}

/** A replica id or a log's nonce. */
export const identity: Field<string> = hex(8)
/** The 128-bit digest of a state. */
export const digest: Field<string> = hex(16)
