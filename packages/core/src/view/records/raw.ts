import type { FieldLayout, TableLayout } from '../../schema/index.js'
import { compareUtf8 } from '../../order/compare.js'
import type { RawField } from '../intent.js'

/** An int64 as it crosses threads: a number where that is exact. */
export type RawInteger = number | bigint
/** Elements whose count is not 0, ascending by UTF-8 bytes. */
export type RawTally = ReadonlyMap<string, RawInteger>
/** Elements present, ascending by UTF-8 bytes. */
export type RawSet = readonly string[]

export function rawInteger(value: bigint): RawInteger {
  const wrapped = BigInt.asIntN(64, value)
  const number = Number(wrapped)
  return Number.isSafeInteger(number) ? number : wrapped
}

/** Zero counts are left out: whether an element was ever counted is history, not state. */
export function rawTally(entries: Iterable<readonly [string, bigint]>): RawTally {
  const counts: [string, RawInteger][] = []
  for (const [element, count] of entries) {
    const raw = rawInteger(count)
    if (raw !== 0) counts.push([element, raw])
  }
  return new Map(counts.sort((a, b) => compareUtf8(a[0], b[0])))
}

/** A field that was never written. */
export function blankField(field: FieldLayout): RawField {
  switch (field.kind) {
    case 'register':
    case 'max':
    case 'min':
      return undefined
    case 'counter':
      return 0
    case 'tally':
      return new Map()
    case 'set':
      return []
  }
}

export function blankFields(table: TableLayout): RawField[] {
  return table.fields.map(blankField)
}
