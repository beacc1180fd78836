import type { ColumnId } from '../cell/column.js'
import { TorsorError } from '../errors.js'
import { compareUtf8 } from '../order/compare.js'
import { fingerprintOf } from './fingerprint.js'
import { columnsOf, describeField, descriptorOf, isFieldSpec } from './layout-field.js'
import { isBareObject, layoutTable, tableDescriptor } from './layout-table.js'
import type { Layout, NamedColumn, TableLayout } from './layout.js'
import { schemaInvalid } from './schema-invalid.js'
import type { Schema, Shape } from './schema.js'

/**
 * Checks a schema and lays out its columns.
 *
 * @throws TorsorError 'schema-invalid' (a name, a length, a scale, something that is no table or field),
 * 'value-not-storable' (an initial value), 'column-collision' (two columns hash to one id: rename one of them).
 */
export function defineSchema<S extends Shape>(shape: S): Schema<S> {
  if (!isBareObject(shape)) throw schemaInvalid('a schema is an object of tables')
  const tables = new Map<string, TableLayout>()
  const columns = new ColumnNames()
  const description: string[] = []
  for (const [name, entry] of Object.entries<Shape[string]>(shape)) {
    const table = layoutTable(name, entry)
    tables.set(name, table)
    columns.add(table.id, tableDescriptor(name, entry))
    const fields: string[] = []
    for (const field of table.fields) {
      const spec: unknown = entry.kind === 'words' ? null : entry.fields[field.name]
      if (!isFieldSpec(spec)) continue
      const descriptor = descriptorOf(entry.stored ?? name, field.name, spec)
      for (const id of columnsOf(field)) columns.add(id, descriptor)
      // Read and never written. Shown in one place: what one field shows must not hang on a write to another.
      for (const id of field.was?.columns ?? []) columns.add(id, descriptor, false)
      fields.push(describeField(name, field, spec))
    }
    description.push(describeTable(table, entry.stored), ...fields)
  }
  const layout: Layout = Object.freeze({
    tables,
    byId: new Map([...tables.values()].map((table) => [table.id, table])),
    columns: columns.sorted(),
    description: Object.freeze(description),
  })
  return Object.freeze({ shape, fingerprint: fingerprintOf(description), layout })
}

function describeTable(table: TableLayout, stored?: string): string {
  const parts = [table.name, table.kind]
  if (table.kind === 'words') parts.push(`${table.length} ${table.as} by ${table.merge}`)
  if (stored !== undefined) parts.push(`stored as ${stored}`)
  return parts.join(', ')
}

/** The names of a schema's columns, which refuses two names for one id. */
class ColumnNames {
  readonly #names = new Map<ColumnId, string>()
  readonly #written: NamedColumn[] = []

  add(id: ColumnId, name: string, isWritten = true): void {
    const other = this.#names.get(id)
    if (other !== undefined) {
      const names = [other, name].sort(compareUtf8)
      throw new TorsorError('column-collision', `${names.join(' and ')} have the same column id: rename one of them`, { data: { names } })
    }
    this.#names.set(id, name)
    if (isWritten) this.#written.push(Object.freeze({ id, name }))
  }

  sorted(): readonly NamedColumn[] {
    return Object.freeze(this.#written.sort((a, b) => a.id - b.id))
  }
}
