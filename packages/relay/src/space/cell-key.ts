import { compareUtf8, toColumnId } from '@torsor/core'
import type { ColumnId } from '@torsor/core'

/** Where a cell is. `column` null: the record itself, its life. For a word `record` is null and `index` counts. */
export interface CellAddress {
  readonly table: ColumnId
  readonly record: string | null
  readonly column: ColumnId | null
  readonly element: string | null
  readonly index: number
}

/** Table, record (its life first), column, element; of words table, index. The order within one position of a walk (rule 7). */
export function compareAddresses(left: CellAddress, right: CellAddress): number {
  if (left.table !== right.table) return left.table - right.table
  if (left.record === null || right.record === null) {
    if (left.record === right.record) return left.index - right.index
    return left.record === null ? -1 : 1
  }
  const byRecord = left.record === right.record ? 0 : compareUtf8(left.record, right.record)
  if (byRecord !== 0) return byRecord
  if (left.column !== right.column) return (left.column ?? -1) - (right.column ?? -1)
  if (left.element === right.element) return 0
  if (left.element === null || right.element === null) return left.element === null ? -1 : 1
  return compareUtf8(left.element, right.element)
}

const Kind = { word: 0, record: 1, cell: 2, element: 3 } as const

/** A cell's address as bytes, for a cursor: opaque to clients, understood only here. */
export function encodeAddress({ table, record, column, element, index }: CellAddress): Uint8Array {
  if (record === null) {
    const bytes = Buffer.alloc(9)
    bytes.writeUInt32BE(table, 0)
    bytes[4] = Kind.word
    bytes.writeUInt32BE(index, 5)
    return bytes
  }
  const name = Buffer.from(record, 'utf8')
  const tail = Buffer.from(element ?? '', 'utf8')
  const bytes = Buffer.alloc(11 + name.length + tail.length)
  bytes.writeUInt32BE(table, 0)
  bytes[4] = column === null ? Kind.record : element === null ? Kind.cell : Kind.element
  bytes.writeUInt32BE(column ?? 0, 5)
  bytes.writeUInt16BE(name.length, 9)
  name.copy(bytes, 11)
  tail.copy(bytes, 11 + name.length)
  return bytes
}

/** Null when the bytes are no address: they may come from anybody. */
export function decodeAddress(key: Uint8Array): CellAddress | null {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength)
  if (bytes.length < 9) return null
  const table = toColumnId(bytes.readUInt32BE(0))
  const kind = bytes[4]
  if (kind === Kind.word)
    return bytes.length === 9 ? { table, record: null, column: null, element: null, index: bytes.readUInt32BE(5) } : null
  if (kind !== Kind.record && kind !== Kind.cell && kind !== Kind.element) return null
  if (bytes.length < 11) return null
  const end = 11 + bytes.readUInt16BE(9)
  if (end > bytes.length || (kind !== Kind.element && end !== bytes.length)) return null
  return {
    table,
    record: bytes.toString('utf8', 11, end),
    column: kind === Kind.record ? null : toColumnId(bytes.readUInt32BE(5)),
    element: kind === Kind.element ? bytes.toString('utf8', end) : null,
    index: 0,
  }
}
