import type { Field } from './field.js'

/** A count and so many items. Each item takes a byte at least, which bounds the count before the list is made. */
export function list<T>(item: Field<T>, most: number, least = 0): Field<readonly T[]> {
  return (io, values, before) => {
    const count = io.number(values?.length, least, most, 'too-large')
    io.bound(count, 0, io.left)
    return Array.from({ length: count }, (_, index) => item(io, values?.[index], before))
  }
}

/** Items to the end of the message: the last field of one, and no count needed. */
export function listToEnd<T>(item: Field<T>, most: number): Field<readonly T[]> {
  return (io, given, before) => {
    const values: T[] = []
    while (given === undefined ? io.left > 0 : values.length < given.length) {
      io.bound(values.length, 0, most - 1, 'too-large')
      values.push(item(io, given?.[values.length], before))
    }
    return values
  }
}

/** A list of which no two items have the same key. */
export function unique<T>(items: Field<readonly T[]>, keyOf: (item: T) => unknown): Field<readonly T[]> {
  return (io, given, before) => {
    const values = items(io, given, before)
    if (new Set(values.map(keyOf)).size < values.length) io.malformed('an item is given twice')
    return values
  }
}
