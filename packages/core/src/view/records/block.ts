import type { ColumnId } from '../../cell/column.js'
import { Table } from '../../delta/table.js'
import type { Row } from '../../delta/types.js'
import type { FieldLayout, TableLayout } from '../../schema/index.js'
import type { ColumnBlock, RawField } from '../intent.js'
import { rawInteger, type RawInteger } from './raw.js'
import { rawField } from './row-fields.js'

/**
 * Records of a table as a block: of most the columns as they are, without a row in between.
 *
 * @param ids ascending by UTF-8 bytes; those that no living record has are left out.
 * @param upon the row of a record that is not as `records` has it; null of all others.
 * @param places where each of `ids` is in `records`, for whoever knows.
 */
export function blockOf(
  table: TableLayout,
  ids: readonly string[],
  records: Table = new Table(),
  upon: (id: string) => Row | null = asThere,
  places?: readonly number[],
): ColumnBlock {
  const alive: string[] = []
  const fields = table.fields.map((field) => ({ field, raw: reader(field, records), values: [] as RawField[] }))
  for (let nth = 0; nth < ids.length; nth++) {
    const id = ids[nth] as string
    const row = upon(id)
    const at = row === null ? (places?.[nth] ?? records.find(id)) : -1
    const life = row === null ? records.lives[at] : row.life
    if (life === undefined || life % 2 === 0) continue
    alive.push(id)
    for (const { field, raw, values } of fields) values.push(row === null ? raw(at) : rawField(field, row.cells))
  }
  return { table: table.name, ids: alive, columns: Object.fromEntries(fields.map(({ field, values }) => [field.name, values])) }
}

function asThere(): null {
  return null
}

/** The raw field of the record at a place. */
function reader(field: FieldLayout, records: Table): (at: number) => RawField {
  const column = (id: ColumnId | null): ((at: number) => unknown) => {
    const values = id === null ? undefined : records.column(id)?.values
    return (at) => (values !== undefined && at < values.length ? values[at] : undefined)
  }
  if (field.was !== null) return (at) => rawField(field, records.rowAt(at).cells)
  switch (field.kind) {
    case 'register':
      return column(field.lww)
    case 'max':
    case 'min':
      return column(field.extremum)
    case 'counter': {
      const sum = column(field.sum)
      const base = column(field.lww)
      return (at) => {
        const counted = (sum(at) ?? 0) as RawInteger
        const from = base(at)
        return typeof from === 'bigint' ? rawInteger(from + BigInt(counted)) : counted
      }
    }
    default:
      return (at) => rawField(field, records.rowAt(at).cells)
  }
}
