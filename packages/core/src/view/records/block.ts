import type { Row } from '../../delta/types.js'
import type { TableLayout } from '../../schema/index.js'
import type { ColumnBlock, RawField } from '../intent.js'
import { rawField } from './row-fields.js'

/**
 * Rows of a table as a block.
 *
 * @param ids ascending by UTF-8 bytes; those that `rowOf` knows no living record of are left out.
 */
export function blockOf(table: TableLayout, ids: Iterable<string>, rowOf: (id: string) => Row | undefined): ColumnBlock {
  const alive: string[] = []
  const columns = table.fields.map((): RawField[] => [])
  for (const id of ids) {
    const row = rowOf(id)
    if (row === undefined || row.life % 2 === 0) continue
    alive.push(id)
    for (const field of table.fields) columns[field.index]?.push(rawField(field, row.cells))
  }
  return { table: table.name, ids: alive, columns: Object.fromEntries(table.fields.map(({ name, index }) => [name, columns[index] ?? []])) }
}
