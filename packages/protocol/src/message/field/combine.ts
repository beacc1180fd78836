import type { Reader } from '../../frame/reader.js'
import type { Writer } from '../../frame/writer.js'
import type { Field } from './field.js'

/** One codec per field, in the order of the wire: total by type, so that a field without a codec does not compile. */
export type FieldsOf<T> = { readonly [K in keyof T]-?: Field<T[K]> }

export function orNull<T>(field: Field<T>): Field<T | null> {
  return {
    shape: `or-null(${field.shape})`,
    write(writer, value) {
      writer.byte(value === null ? 0 : 1)
      if (value !== null) field.write(writer, value)
    },
    read(reader) {
      const present = reader.byte()
      if (present > 1) reader.fail('protocol-violation', `${present} says neither present nor absent`)
      return present === 0 ? null : field.read(reader)
    },
  }
}

/** A count and so many items. Each item takes a byte at least, which bounds the count before the list is made. */
export function list<T>(item: Field<T>, most: number): Field<readonly T[]> {
  return {
    shape: `list(${item.shape},0..${most})`,
    write(writer, values) {
      if (values.length > most) writer.fail('too-large', `${values.length} items, at most ${most} allowed`)
      writer.varint(values.length)
      for (const value of values) item.write(writer, value)
    },
    read(reader) {
      const count = reader.varint()
      if (count > most) reader.fail('too-large', `${count} items, at most ${most} allowed`)
      if (count > reader.remaining) reader.fail('protocol-violation', `${count} items announced, ${reader.remaining} bytes left`)
      const values: T[] = []
      for (let index = 0; index < count; index++) values.push(item.read(reader))
      return values
    },
  }
}

/** A list of which only the first `most` are written: for lists that explain, like `explanation` for text. */
export function firstOf<T>(item: Field<T>, most: number): Field<readonly T[]> {
  const strict = list(item, most)
  return {
    shape: `first-of(${strict.shape})`,
    write: (writer, values) => strict.write(writer, values.slice(0, most)),
    read: (reader) => strict.read(reader),
  }
}

/** A list of which no two items have the same key. */
export function unique<T>(items: Field<readonly T[]>, keyOf: (item: T) => string | number): Field<readonly T[]> {
  const twice = (values: readonly T[]): boolean => new Set(values.map(keyOf)).size !== values.length
  return {
    shape: `unique(${items.shape})`,
    write(writer, values) {
      if (twice(values)) writer.fail('protocol-violation', 'an item is given twice')
      items.write(writer, values)
    },
    read(reader) {
      const values = items.read(reader)
      if (twice(values)) reader.fail('protocol-violation', 'an item is given twice')
      return values
    },
  }
}

/** Fields one after the other. */
export function record<T extends object>(fields: FieldsOf<T>): Field<T> {
  const names = Object.keys(fields) as (keyof T & string)[]
  const shape = names.map((name) => `${name}:${fields[name].shape}`).join(',')
  return {
    shape: `{${shape}}`,
    write(writer: Writer, value: T) {
      const outer = writer.where
      for (const name of names) {
        writer.where = `${outer}.${name}`
        fields[name].write(writer, value[name])
      }
      writer.where = outer
    },
    read(reader: Reader): T {
      const outer = reader.where
      const value: Partial<T> = {}
      for (const name of names) {
        reader.where = `${outer}.${name}`
        value[name] = fields[name].read(reader)
      }
      reader.where = outer
      return value as T
    },
  }
}

/** A field whose value has to make sense as a whole: `wrong` says what is wrong, or null. */
export function checked<T>(field: Field<T>, wrong: (value: T) => string | null): Field<T> {
  return {
    shape: field.shape,
    write(writer, value) {
      const what = wrong(value)
      if (what !== null) writer.fail('protocol-violation', what)
      field.write(writer, value)
    },
    read(reader) {
      const value = field.read(reader)
      const what = wrong(value)
      if (what !== null) reader.fail('protocol-violation', what)
      return value
    },
  }
}
