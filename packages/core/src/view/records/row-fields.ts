import type { Cell, Lww, Row } from '../../delta/types.js'
import { sortUtf8 } from '../../order/compare.js'
import type { ColumnId } from '../../cell/column.js'
import type { FieldLayout, TableLayout } from '../../schema/index.js'
import type { RawField } from '../intent.js'
import { rawInteger, rawTally, type RawInteger, type RawSet, type RawTally } from './raw.js'

/** A row of the engine as the fields of a view, in the order of the table's fields; null where no such record is alive. */
export function rowFields(table: TableLayout, row: Row | undefined): readonly RawField[] | null {
  if (row === undefined || row.life % 2 === 0) return null
  return table.fields.map((field) => rawField(field, row.cells))
}

export function rawField(field: FieldLayout, cells: ReadonlyMap<ColumnId, Cell>): RawField {
  const derived = derivedOf(field, cells)
  switch (field.kind) {
    case 'register': {
      const cell = cellOf<Lww>(cells, field.lww)
      return cell === undefined ? derived : cell.value
    }
    case 'counter': {
      const base = cellOf<Lww>(cells, field.lww)
      const from = base === undefined ? BigInt((derived as RawInteger | undefined) ?? 0) : baseOf(base)
      return rawInteger(from + (cellOf<bigint>(cells, field.sum) ?? 0n))
    }
    case 'max':
    case 'min': {
      const cell = cellOf<number>(cells, field.extremum)
      return cell === undefined || derived === undefined ? (cell ?? derived) : Math[field.kind](cell, derived as number)
    }
    case 'tally': {
      const bases = cellOf<Map<string, Lww>>(cells, field.lwwBy)
      return rawTally(counts(bases, cellOf<Map<string, bigint>>(cells, field.sumBy), derived as RawTally | undefined))
    }
    case 'set':
      return present(cellOf<Map<string, number>>(cells, field.life), derived as RawSet | undefined)
  }
}

/** What the field shows in place of what was not written to it: a function of what is stored, the same on every device. */
function derivedOf({ was }: FieldLayout, cells: ReadonlyMap<ColumnId, Cell>): RawField {
  return was !== null && was.columns.some((column) => cells.has(column)) ? was.derive(rawField(was.field, cells)) : undefined
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

function counts(
  bases: ReadonlyMap<string, Lww> | undefined,
  sums: ReadonlyMap<string, bigint> | undefined,
  derived: RawTally = new Map(),
): Map<string, bigint> {
  const out = new Map(sums)
  for (const [element, count] of derived) if (bases?.has(element) !== true) out.set(element, BigInt(count) + (out.get(element) ?? 0n))
  for (const [element, base] of bases ?? []) out.set(element, baseOf(base) + (out.get(element) ?? 0n))
  return out
}

function present(lives: ReadonlyMap<string, number> | undefined, derived: RawSet = []): readonly string[] {
  const elements = derived.filter((element) => lives?.has(element) !== true)
  for (const [element, life] of lives ?? []) if (life % 2 === 1) elements.push(element)
  return sortUtf8(elements)
}
