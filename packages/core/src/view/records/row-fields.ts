import type { Cell, Lww, Row } from '../../delta/types.js'
import { sortUtf8 } from '../../order/compare.js'
import type { ColumnId } from '../../cell/column.js'
import type { FieldLayout, TableLayout } from '../../schema/index.js'
import type { RawField } from '../intent.js'
import { rawInteger, rawTally } from './raw.js'

/** A row of the engine as the fields of a view, in the order of the table's fields; null where no such record is alive. */
export function rowFields(table: TableLayout, row: Row | undefined): readonly RawField[] | null {
  if (row === undefined || row.life % 2 === 0) return null
  return table.fields.map((field) => rawField(field, row.cells))
}

export function rawField(field: FieldLayout, cells: ReadonlyMap<ColumnId, Cell>): RawField {
  switch (field.kind) {
    case 'register': {
      const cell = cellOf<Lww>(cells, field.lww)
      return cell === undefined ? undefined : cell.value
    }
    case 'counter':
      return rawInteger(baseOf(cellOf<Lww>(cells, field.lww)) + (cellOf<bigint>(cells, field.sum) ?? 0n))
    case 'max':
    case 'min':
      return cellOf<number>(cells, field.extremum)
    case 'tally':
      return rawTally(counts(cellOf<Map<string, Lww>>(cells, field.lwwBy), cellOf<Map<string, bigint>>(cells, field.sumBy)))
    case 'set':
      return present(cellOf<Map<string, number>>(cells, field.life))
  }
}

/** The algebra in a column's id says which type its cells have. */
function cellOf<C extends Cell>(cells: ReadonlyMap<ColumnId, Cell>, column: ColumnId | null): C | undefined {
  return column === null ? undefined : (cells.get(column) as C | undefined)
}

/** A relay folds without a schema, so a hostile peer can give a counter a base that is no int64: it counts as none, everywhere alike. */
function baseOf(cell: Lww | undefined): bigint {
  if (cell === undefined) return 0n
  const value = cell.value
  return typeof value === 'bigint' ? value : 0n
}

function counts(bases: ReadonlyMap<string, Lww> | undefined, sums: ReadonlyMap<string, bigint> | undefined): Map<string, bigint> {
  const out = new Map(sums)
  for (const [element, base] of bases ?? []) out.set(element, baseOf(base) + (out.get(element) ?? 0n))
  return out
}

function present(lives: ReadonlyMap<string, number> | undefined): readonly string[] {
  const elements: string[] = []
  for (const [element, life] of lives ?? []) if (life % 2 === 1) elements.push(element)
  return sortUtf8(elements)
}
