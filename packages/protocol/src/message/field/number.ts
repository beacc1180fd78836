import type { Reader } from '../../frame/reader.js'
import { limits } from '../../limits.js'
import type { Field } from './field.js'

/** A whole number from `least` to `most`, written as its distance from `least`. */
export function whole(least: number, most: number, code: 'protocol-violation' | 'too-large' = 'protocol-violation'): Field<number> {
  const wrong = (value: number): string => `${value} is not from ${least} to ${most}`
  return {
    shape: `varint(${least}..${most})`,
    write(writer, value) {
      if (value > most) writer.fail(code, wrong(value))
      if (value < least) writer.fail('protocol-violation', wrong(value))
      writer.varint(value - least)
    },
    read(reader) {
      const value = reader.varint() + least
      if (value > most) reader.fail(code, wrong(value))
      return value
    },
  }
}

export const handle: Field<number> = whole(0, limits.handle)
/** A position in a log, or a number of cells: 0 is before the first. */
export const position: Field<number> = whole(0, Number.MAX_SAFE_INTEGER)
/** Milliseconds since the Unix epoch, or on the sender's own clock. */
export const time: Field<number> = position

export const flag: Field<boolean> = {
  shape: 'flag',
  write(writer, value) {
    writer.byte(value ? 1 : 0)
  },
  read(reader) {
    const byte = reader.byte()
    if (byte > 1) reader.fail('protocol-violation', `${byte} is neither yes nor no`)
    return byte === 1
  },
}

/** One of a few names, as its index. */
export function oneOf<T extends string>(...names: readonly T[]): Field<T> {
  return {
    shape: `one-of(${names.join('|')})`,
    write(writer, value) {
      const index = names.indexOf(value)
      if (index < 0) writer.fail('protocol-violation', `"${value}" is none of ${names.join(', ')}`)
      writer.byte(index)
    },
    read(reader: Reader) {
      const index = reader.byte()
      const name = names[index]
      if (name === undefined) reader.fail('protocol-violation', `${index} is none of ${names.join(', ')}`)
      return name
    },
  }
}
