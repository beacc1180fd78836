import { Algebra, algebraOf, isKeyed, type ColumnId } from '../cell/column.js'
import { compareBytes } from '../order/compare.js'
import { encodeNormalized } from '../value/encode.js'
import type { Value } from '../value/value.js'
import type { Cell, Lww } from './types.js'

export type ElementValue = number | bigint | Lww

/*
 * The algebra of a column fixes the type of its cells; TypeScript cannot follow that through a `Map<ColumnId, Cell>`, so
 * the narrowing is here and checked, once.
 */

export function int64Cell(cell: Cell): bigint {
  if (typeof cell !== 'bigint') throw wrongCell('a bigint')
  return cell
}

export function numberCell(cell: Cell): number {
  if (typeof cell !== 'number') throw wrongCell('a number')
  return cell
}

export function lwwCell(cell: Cell): Lww {
  if (typeof cell !== 'object' || cell instanceof Map) throw wrongCell('a stamp and a value')
  return cell
}

/** The elements of a set or tally. Their values are of one type, that of the column's algebra. */
export function keyedCell(cell: Cell): Map<string, ElementValue> {
  if (!(cell instanceof Map)) throw wrongCell('a Map of elements')
  return cell
}

/** The same, checked element by element. */
export function elementsOf(column: ColumnId, cell: Cell): Map<string, ElementValue> {
  const elements = keyedCell(cell)
  const algebra = algebraOf(column)
  const check = algebra === Algebra.life ? numberCell : algebra === Algebra.sumBy ? int64Cell : lwwCell
  for (const value of elements.values()) check(value)
  return elements
}

function wrongCell(expected: string): TypeError {
  return new TypeError(`The cell does not fit the algebra of its column: expected ${expected}`)
}

/**
 * Whether (stamp, value) takes the place of another: the later stamp wins; of equal stamps the greater canonical bytes, so that
 * arrival decides nothing.
 */
export function wins(stamp: number, value: unknown, heldStamp: number, held: unknown): boolean {
  if (stamp !== heldStamp) return stamp > heldStamp
  return value !== held && compareCanonical(value, held) > 0
}

function compareCanonical(first: unknown, second: unknown): number {
  return compareBytes(encodeNormalized(first as Value), encodeNormalized(second as Value))
}

function lwwWins(challenger: Lww, holder: Lww): boolean {
  return wins(challenger.stamp, challenger.value, holder.stamp, holder.value)
}

/** The identity of a group is 0, of a set's element causal length 0; lattices of values have none but absence. */
export function isIdentityValue(column: ColumnId, value: ElementValue): boolean {
  if (typeof value === 'bigint') return value === 0n
  return value === 0 && algebraOf(column) === Algebra.life
}

/** Composition of two values under the column's algebra. Identity comes out as 0, or 0n. */
export function composeValue(column: ColumnId, first: ElementValue | undefined, second: ElementValue): ElementValue {
  switch (algebraOf(column)) {
    case Algebra.sum:
    case Algebra.sumBy:
      return BigInt.asIntN(64, (first === undefined ? 0n : int64Cell(first)) + int64Cell(second))
    case Algebra.max:
    case Algebra.life:
      return first === undefined || numberCell(second) > numberCell(first) ? second : first
    case Algebra.min:
      return first === undefined || numberCell(second) < numberCell(first) ? second : first
    case Algebra.lww:
    case Algebra.lwwBy:
      return first === undefined || lwwWins(lwwCell(second), lwwCell(first)) ? second : first
    case Algebra.xor:
      throw new TypeError('Words merged by xor are a table of their own, not a column of records')
  }
}

/** Whether two values of one column are the same cell. */
export function sameValue(first: ElementValue | undefined, second: ElementValue | undefined): boolean {
  if (first === second) return true
  if (typeof first !== 'object' || typeof second !== 'object') return false
  return first.stamp === second.stamp && (first.value === second.value || compareCanonical(first.value, second.value) === 0)
}

/** Pure. Undefined is the identity: of groups 0, of keyed columns no element. */
export function composeCell(column: ColumnId, first: Cell | undefined, second: Cell): Cell | undefined {
  if (!isKeyed(column)) {
    if (second instanceof Map || first instanceof Map) throw wrongCell('no elements')
    const value = composeValue(column, first, second)
    return isIdentityValue(column, value) ? undefined : value
  }
  const elements = new Map<string, ElementValue>(first === undefined ? undefined : keyedCell(first))
  for (const [element, incoming] of keyedCell(second)) {
    const value = composeValue(column, elements.get(element), incoming)
    if (isIdentityValue(column, value)) elements.delete(element)
    else elements.set(element, value)
  }
  return elements.size === 0 ? undefined : (elements as Cell)
}
