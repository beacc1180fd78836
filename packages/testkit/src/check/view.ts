import type { AnySchema, Delta, ViewOf } from '@torsor/core'
import { applyChanges, createView, rowFields, type RowPatch, type WordsPatch } from '@torsor/core/view'

/** A view of a state, made without the engine. */
export function viewOf<S extends AnySchema>(schema: S, delta: Delta): ViewOf<S> {
  const rows: RowPatch[] = []
  const words: WordsPatch[] = []
  for (const table of schema.layout.tables.values()) {
    if (table.kind === 'words') {
      const indices = Array.from({ length: table.length ?? 0 }, (_, index) => index)
      const values = BigUint64Array.from(indices, (index) => BigInt.asUintN(64, delta.words.get(table.id)?.get(index) ?? 0n))
      words.push({ table: table.name, indices: Uint32Array.from(indices), values })
      continue
    }
    for (const [id, row] of delta.records.get(table.id) ?? [])
      rows.push({ table: table.name, id, fields: rowFields(table, row), pending: false })
  }
  return applyChanges(createView(schema), { whole: true, rows, words }).views
}

/** All that an app can read of a view, in an order that does not depend on the past. */
export function contentOf<S extends AnySchema>(schema: S, view: ViewOf<S>): string {
  const tables = [...schema.layout.tables.values()].map(({ name }) => [name, readable(Reflect.get(view, name))])
  return JSON.stringify(tables)
}

function readable(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return value
  if ('list' in value && typeof value.list === 'function') return readable((value as { list(): unknown[] }).list())
  if (Symbol.iterator in value) return [...(value as Iterable<unknown>)].map(readable)
  return (
    Object.entries(value)
      // What a tally counts 0 times may be there or not.
      .filter(([, part]) => part !== 0)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, part]) => [name, readable(part)])
  )
}
