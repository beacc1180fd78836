import { Algebra, algebraOf } from '@torsor/core'
import type { ColumnId, Delta, Lww, Stamp, Table } from '@torsor/core'
import { limits } from '@torsor/protocol'

/** The greatest stamp in a packet; 0: it has none. */
export function latestStamp(delta: Delta): Stamp {
  let latest = 0
  for (const { columns } of delta.records.values()) {
    for (const { id, values, stamps } of columns) {
      for (const stamp of stamps) if (stamp > latest) latest = stamp
      if (algebraOf(id) !== Algebra.lwwBy) continue
      for (const cell of values as readonly (ReadonlyMap<string, Lww> | undefined)[])
        for (const { stamp } of cell?.values() ?? []) if (stamp > latest) latest = stamp
    }
  }
  return latest
}

/** The ids of tables and columns that a packet uses and `names` does not have. */
export function undeclaredColumns(delta: Delta, names: ReadonlyMap<number, string>): readonly number[] {
  const unknown = new Set<number>()
  const use = (id: number): void => {
    if (!names.has(id)) unknown.add(id)
  }
  for (const table of delta.words.keys()) use(table)
  for (const [id, table] of delta.records) {
    use(id)
    for (const column of table.columns) use(column.id)
  }
  return [...unknown]
}

/**
 * Whether a packet takes the life of a record or of a set's element further ahead of the relay's than any honest
 * history does: a hostile one could use up a life's 32 bits at once and make its record immortal.
 */
export function jumpsLife(state: Delta, delta: Delta): boolean {
  for (const [id, table] of delta.records) {
    const known = state.records.get(id)
    for (const [at, record] of table.ids.entries()) {
      const heldAt = known === undefined ? -1 : known.find(record)
      const held = heldAt < 0 ? 0 : (known?.lives[heldAt] ?? 0)
      const life = table.lives[at] as number
      if (life > held + limits.lifeStep) return true
      // In another life than the relay's, every element begins anew.
      const elements = known !== undefined && held === life ? { table: known, at: heldAt } : null
      for (const { id: column } of table.columns) if (elementJumps(table, at, column, elements)) return true
    }
  }
  return false
}

function elementJumps(table: Table, at: number, column: ColumnId, known: { readonly table: Table; readonly at: number } | null): boolean {
  if (algebraOf(column) !== Algebra.life) return false
  const cell = table.cell(at, column)
  const held = known?.table.cell(known.at, column)
  for (const [element, life] of cell instanceof Map ? cell : []) {
    const before = held instanceof Map ? held.get(element) : undefined
    if (typeof life === 'number' && life > (typeof before === 'number' ? before : 0) + limits.lifeStep) return true
  }
  return false
}

/** What a packet changes, for people: `items[sku-1]`, `items.name[sku-1]`, `items.tags[sku-1][new]`, `sensors[3]`. */
export function cellNames(delta: Delta, names: ReadonlyMap<number, string>, most: number = limits.refusedCells): string[] {
  const found: string[] = []
  for (const name of allCellNames(delta, (id) => names.get(id) ?? `#${id.toString(16)}`)) {
    if (found.length === most) break
    found.push(name)
  }
  return found
}

function* allCellNames(delta: Delta, nameOf: (id: number) => string): Generator<string> {
  for (const [table, records] of delta.records) {
    for (const [record, row] of records) {
      if (row.cells.size === 0) yield `${nameOf(table)}[${record}]`
      for (const [column, cell] of row.cells) {
        const name = `${nameOf(column)}[${record}]`
        if (!(cell instanceof Map)) yield name
        else for (const element of cell.keys()) yield `${name}[${element}]`
      }
    }
  }
  for (const [table, words] of delta.words) {
    const indices: number[] = []
    words.forEach((index) => void indices.push(index))
    for (const index of indices) yield `${nameOf(table)}[${index}]`
  }
}
