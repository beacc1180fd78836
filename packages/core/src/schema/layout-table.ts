import { Algebra, columnId } from '../cell/column.js'
import { isPlainObject } from '../value/normalize.js'
import { isFieldSpec, layoutField } from './layout-field.js'
import type { FieldLayout, TableLayout } from './layout.js'
import { checkName } from './names.js'
import { schemaInvalid } from './schema-invalid.js'
import type { Shape } from './schema.js'

type Entry = Shape[string]

export const maxWords = 65_536

export function layoutTable(name: string, entry: Entry): TableLayout {
  const what = `table ${JSON.stringify(name)}`
  checkName(name, what)
  switch (entry.kind) {
    case 'collection':
    case 'single':
      return layoutRecords(name, what, entry)
    case 'words':
      return layoutWords(name, entry)
    default:
      throw schemaInvalid(`${what}: use collection(), single() or words()`, { table: name })
  }
}

/** A table's column. The kind is part of it: a single's one record must never meet a collection's. */
export function tableDescriptor(name: string, entry: Entry): string {
  const stored = entry.stored ?? name
  if (entry.kind === 'words') return `words:${stored}${entry.as === 'f64' ? ':f64' : ''}`
  return `${entry.kind}:${stored}`
}

function layoutRecords(name: string, table: string, entry: Extract<Entry, { readonly kind: 'collection' | 'single' }>): TableLayout {
  const specs: unknown = entry.fields
  if (!isBareObject(specs)) {
    throw schemaInvalid(`${table}: its fields are an object of fields`, { table: name })
  }
  const fields: FieldLayout[] = []
  for (const [field, spec] of Object.entries(specs)) {
    const what = `field ${JSON.stringify(field)} of ${JSON.stringify(name)}`
    checkName(field, what)
    if (field === 'id' && entry.kind === 'collection') {
      throw schemaInvalid(`${what}: "id" is reserved: every record has one`, { table: name, field })
    }
    if (!isFieldSpec(spec)) {
      throw schemaInvalid(`${what}: use register(), counter(), max(), min(), tally() or set()`, { table: name, field })
    }
    fields.push(layoutField(name, entry.stored ?? name, field, fields.length, spec))
  }
  return Object.freeze({
    name,
    kind: entry.kind,
    id: columnId(tableDescriptor(name, entry), Algebra.life),
    fields: Object.freeze(fields),
    fieldByName: new Map(fields.map((field) => [field.name, field])),
  })
}

function layoutWords(name: string, entry: Extract<Entry, { readonly kind: 'words' }>): TableLayout {
  const { length, as, merge } = entry
  if (!Number.isInteger(length) || length < 1 || length > maxWords) {
    throw schemaInvalid(`words ${JSON.stringify(name)}: a length is an integer from 1 to ${maxWords}, not ${length}`, {
      table: name,
      length,
    })
  }
  if (!['u64', 'i64', 'f64'].includes(as) || !['xor', 'sum'].includes(merge) || (as === 'f64' && merge === 'sum')) {
    throw schemaInvalid(`words ${JSON.stringify(name)}: no words are ${as} merged by ${merge}`, { table: name })
  }
  return Object.freeze({
    name,
    kind: entry.kind,
    id: columnId(tableDescriptor(name, entry), merge === 'xor' ? Algebra.xor : Algebra.sum),
    fields: Object.freeze([]),
    fieldByName: new Map(),
    length,
    as,
    merge,
  })
}

/** Made by a literal: a `__proto__` key in one sets the prototype and would go unnoticed. */
export function isBareObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && isPlainObject(value)
}
