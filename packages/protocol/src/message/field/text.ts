import { encodeUtf8, utf8Length } from '@torsor/core'
import type { Writer } from '../../frame/writer.js'
import type { Field } from './field.js'

/** A well-formed string of at most `most` bytes of UTF-8, after its length. */
export function text(most: number, least = 0): Field<string> {
  return {
    shape: `text(${least}..${most})`,
    write(writer: Writer, value) {
      let bytes: Uint8Array
      try {
        bytes = encodeUtf8(value)
      } catch {
        writer.fail('protocol-violation', 'text with a lone surrogate')
      }
      if (bytes.length > most) writer.fail('too-large', `${bytes.length} bytes of text, at most ${most} allowed`)
      if (bytes.length < least) writer.fail('protocol-violation', 'text is empty')
      writer.varint(bytes.length)
      writer.raw(bytes)
    },
    read(reader) {
      const length = reader.varint()
      if (length > most) reader.fail('too-large', `${length} bytes of text, at most ${most} allowed`)
      if (length < least) reader.fail('protocol-violation', 'text is empty')
      return reader.text(length)
    },
  }
}

/**
 * Text that people read: mended and cut to `most` bytes where it is written, since an explanation that cannot be sent
 * would hide the fault it explains. Read as strictly as any other text.
 */
export function explanation(most: number): Field<string> {
  const strict = text(most)
  return {
    shape: `explanation(${most})`,
    write: (writer, value) => strict.write(writer, cut(value, most)),
    read: (reader) => strict.read(reader),
  }
}

const unpaired = /\p{Surrogate}/gu

function cut(value: string, most: number): string {
  // No code unit makes less than a byte, so what fits is within this much.
  const mended = value.slice(0, most).replace(unpaired, '\u{fffd}')
  if (utf8Length(mended) <= most) return mended
  let length = 0
  let bytes = 0
  for (const character of mended) {
    bytes += utf8Length(character)
    if (bytes > most) break
    length += character.length
  }
  return mended.slice(0, length)
}
