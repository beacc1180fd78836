import type { ColumnId } from '../cell/column.js'
import { cloneCell } from './cells.js'
import type { Cell, Delta, Records, Row } from './types.js'

export function createDelta(): Delta {
  return { records: new Map(), words: new Map() }
}

export function isEmptyDelta(delta: Delta): boolean {
  for (const records of delta.records.values()) if (records.size > 0) return false
  for (const words of delta.words.values()) if (words.size > 0) return false
  return true
}

/** A delta of its own: nothing that changes the copy shows in the original, or the other way round. */
export function cloneDelta(delta: Delta): Delta {
  const copy = createDelta()
  for (const [table, records] of delta.records) copy.records.set(table, cloneRecords(records))
  for (const [table, words] of delta.words) copy.words.set(table, words.clone())
  return copy
}

export function cloneRecords(records: Records): Records {
  const copy: Records = new Map()
  for (const [record, row] of records) copy.set(record, cloneRow(row))
  return copy
}

export function cloneRow(row: Row): Row {
  const cells = new Map<ColumnId, Cell>()
  for (const [column, cell] of row.cells) cells.set(column, cloneCell(cell))
  return { life: row.life, cells }
}
