import type { ColumnId } from '../cell/column.js'
import { TorsorError } from '../errors.js'
import { compareUtf8 } from '../order/compare.js'
import { fingerprintOf } from './fingerprint.js'
import { describeField, descriptorOf, isFieldSpec } from './layout-field.js'
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
    for (const field of table.fields) {
      const spec: unknown = entry.kind === 'words' ? null : entry.fields[field.name]
      if (!isFieldSpec(spec)) continue
      const descriptor = descriptorOf(name, field.name, spec)
      for (const id of [field.lww, field.sum, field.extremum, field.life, field.sumBy, field.lwwBy]) {
        if (id !== null) columns.add(id, descriptor)
      }
    }
    description.push(describeTable(table), ...table.fields.map((field) => describeField(name, field)))
  }
  const layout: Layout = Object.freeze({
    tables,
    byId: new Map([...tables.values()].map((table) => [table.id, table])),
    columns: columns.sorted(),
    description: Object.freeze(description),
  })
  return Object.freeze({ shape, fingerprint: fingerprintOf(description), layout })
}

function describeTable(table: TableLayout): string {
  if (table.kind !== 'words') return `${table.name}, ${table.kind}`
  return `${table.name}, ${table.kind}, ${table.length} ${table.as} by ${table.merge}`
}

/** The names of a schema's columns, which refuses two names for one id. */
class ColumnNames {
  readonly #names = new Map<ColumnId, string>()

  add(id: ColumnId, name: string): void {
    const other = this.#names.get(id)
    if (other !== undefined) {
      const names = [other, name].sort(compareUtf8)
      throw new TorsorError('column-collision', `${names.join(' and ')} have the same column id: rename one of them`, { data: { names } })
    }
    this.#names.set(id, name)
  }

  sorted(): readonly NamedColumn[] {
    const columns = [...this.#names].map(([id, name]) => Object.freeze({ id, name }))
    return Object.freeze(columns.sort((a, b) => a.id - b.id))
  }
}
