import { Algebra, algebraOf } from '@torsor/core'
import type { Cell, Delta, Row, Stamp } from '@torsor/core'
import { limits } from '@torsor/protocol'

/** The greatest stamp in a packet; 0: it has none. */
export function latestStamp(delta: Delta): Stamp {
  let latest = 0
  for (const records of delta.records.values()) {
    for (const row of records.values()) for (const cell of row.cells.values()) latest = Math.max(latest, stampIn(cell))
  }
  return latest
}

function stampIn(cell: Cell): Stamp {
  if (typeof cell !== 'object') return 0
  if (!(cell instanceof Map)) return cell.stamp
  let latest = 0
  for (const value of cell.values()) if (typeof value === 'object') latest = Math.max(latest, value.stamp)
  return latest
}

/** The ids of tables and columns that a packet uses and `names` does not have. */
export function undeclaredColumns(delta: Delta, names: ReadonlyMap<number, string>): readonly number[] {
  const unknown = new Set<number>()
  const use = (id: number): void => {
    if (!names.has(id)) unknown.add(id)
  }
  for (const table of delta.words.keys()) use(table)
  for (const [table, records] of delta.records) {
    use(table)
    for (const row of records.values()) for (const column of row.cells.keys()) use(column)
  }
  return [...unknown]
}

/**
 * Whether a packet takes the life of a record or of a set's element further ahead of the relay's than any honest
 * history does: a hostile one could use up a life's 32 bits at once and make its record immortal.
 */
export function jumpsLife(state: Delta, delta: Delta): boolean {
  for (const [table, records] of delta.records) {
    const known = state.records.get(table)
    for (const [record, row] of records) if (rowJumps(known?.get(record), row)) return true
  }
  return false
}

function rowJumps(known: Row | undefined, row: Row): boolean {
  if (row.life > (known?.life ?? 0) + limits.lifeStep) return true
  // In another life than the relay's, every element begins anew.
  const cells = known?.life === row.life ? known.cells : undefined
  for (const [column, cell] of row.cells) {
    if (algebraOf(column) !== Algebra.life || !(cell instanceof Map)) continue
    const elements = cells?.get(column)
    for (const [element, life] of cell) {
      const held = elements instanceof Map ? elements.get(element) : undefined
      if (typeof life === 'number' && life > (typeof held === 'number' ? held : 0) + limits.lifeStep) return true
    }
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
