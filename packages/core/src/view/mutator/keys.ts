import { utf8Length } from '../../order/utf8.js'
import type { FieldLayout } from '../../schema/index.js'
import { isWellFormed } from '../../value/index.js'
import { notStorable } from './refusals.js'
import { describe } from './units.js'

/** Ids of records and elements of sets and tallies take at most this many bytes of UTF-8. */
export const maxKeyBytes = 1024

export function checkId(table: string, id: unknown): asserts id is string {
  if (typeof id !== 'string' || id === '') throw notStorable(table, `a record's id is a non-empty string, not ${describe(id)}`)
  checkKey(id, table, 'id')
}

export function checkElement(field: FieldLayout, element: unknown, path: string): asserts element is string {
  if (typeof element !== 'string') throw notStorable(path, `an element is a string, not ${describe(element)}`)
  checkKey(element, path, 'element')
  if (field.elements !== null && !field.elements.includes(element)) {
    throw notStorable(path, `${JSON.stringify(element)} is none of its elements, which are ${field.elements.join(', ')}`)
  }
}

function checkKey(key: string, path: string, what: string): void {
  if (!isWellFormed(key)) throw notStorable(path, `the ${what} ${JSON.stringify(key)} holds an unpaired surrogate, which has no UTF-8`)
  const bytes = utf8Length(key)
  if (bytes > maxKeyBytes) throw notStorable(path, `an ${what} takes at most ${maxKeyBytes} bytes of UTF-8, not ${bytes}`)
}
