import { Algebra, algebraOf, type ColumnId } from '../cell/column.js'
import { elementsOf, type ElementValue, lwwCell, numberCell, int64Cell } from './cells.js'
import type { Cell } from './types.js'

/**
 * The cells of one column, by the record's place in its table; a place past the end, or undefined, is no cell.
 * Flat arrays and no object per cell: a register is its value and its stamp, an int64 is a number where that is exact.
 */
export interface Column {
  readonly id: ColumnId
  readonly values: unknown[]
  /** Of registers; 0 where there is none. Empty for other algebras. */
  readonly stamps: number[]
}

export function createColumn(id: ColumnId): Column {
  return { id, values: [], stamps: [] }
}

/** `stamp`: of a register. */
export function putValue(column: Column, at: number, value: unknown, stamp?: number): void {
  put(column.values, at, value, undefined)
  if (stamp !== undefined) put(column.stamps, at, stamp, 0)
}

/** Arrays without holes stay fast. */
function put<T>(list: T[], at: number, item: T, none: T): void {
  while (list.length < at) list.push(none)
  if (at === list.length) list.push(item)
  else list[at] = item
}

/** The cell as an object of its own; elements are the column's, to be read. */
export function cellAt(column: Column, at: number): Cell | undefined {
  const value = at < column.values.length ? column.values[at] : undefined
  if (value === undefined) return undefined
  const algebra = algebraOf(column.id)
  if (algebra === Algebra.lww) return { stamp: column.stamps[at], value } as Cell
  return algebra === Algebra.sum ? BigInt(value as number) : (value as Cell)
}

/** Puts a cell as it is, also an identity. A cell that does not fit the column's algebra is a TypeError. */
export function putCell(column: Column, at: number, cell: Cell): void {
  switch (algebraOf(column.id)) {
    case Algebra.lww: {
      const { stamp, value } = lwwCell(cell)
      return putValue(column, at, value, stamp)
    }
    case Algebra.sum:
      return putValue(column, at, narrow(int64Cell(cell)))
    case Algebra.max:
    case Algebra.min:
      return putValue(column, at, numberCell(cell) + 0) // -0 is 0
    default:
      return putValue(column, at, new Map<string, ElementValue>(elementsOf(column.id, cell)))
  }
}

/** An int64 as it is kept: a number exactly where it is a safe integer. */
export function narrow(int64: bigint): number | bigint {
  const number = Number(int64)
  return Number.isSafeInteger(number) ? number : int64
}

/** Exact: the bigints take over where a double would round, and wrap at 64 bits. */
export function addInt64(first: number | bigint, second: number | bigint): number | bigint {
  if (typeof first === 'number' && typeof second === 'number') {
    const sum = first + second
    if (Number.isSafeInteger(sum)) return sum
  }
  return narrow(BigInt.asIntN(64, BigInt(first) + BigInt(second)))
}
