import type { ColumnId } from '../cell/column.js'
import type { Table } from './table.js'
import type { WordMap } from './word-map.js'

/**
 * A difference, and equally a state: the difference from nothing. Keyed by table id. A records table's id has algebra
 * `life`; a words table's id has algebra `xor` or `sum`, and its cells are addressed by index.
 */
export interface Delta {
  readonly records: Map<ColumnId, Table>
  readonly words: Map<ColumnId, WordMap>
}

export function createDelta(): Delta {
  return { records: new Map(), words: new Map() }
}

/** A delta of its own: nothing that changes the copy shows in the original, or the other way round. */
export function cloneDelta(delta: Delta): Delta {
  const copy = createDelta()
  for (const [id, table] of delta.records) copy.records.set(id, table.clone())
  for (const [id, words] of delta.words) copy.words.set(id, words.clone())
  return copy
}
