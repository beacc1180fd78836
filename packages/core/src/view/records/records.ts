import type { TableLayout } from '../../schema/index.js'
import type { RawField } from '../intent.js'
import { find } from '../sheet/sheet.js'
import type { Leaf, Place, Sheet } from '../sheet/sheet.js'
import type { MakeRecord } from './record.js'

/** A list that several views share until one of the changes it depends on: made when it is first asked for. */
interface Lazy<T> {
  value?: readonly T[]
}

/** Stands for the record of a row that several leaves have, until somebody reads it in one of them. */
class Slot {
  record: object | undefined = undefined
}

export interface Records {
  readonly layout: TableLayout
  readonly make: MakeRecord
  /** The columns are the raw fields, and last the records that were read. A single is the row ''. */
  readonly rows: Sheet
  /** Ids with an edit that is not yet durable at a relay, of dead records too. No columns. */
  readonly pending: Sheet
  readonly ids: Lazy<string>
  readonly list: Lazy<object>
}

export function recordAt({ layout, make }: Records, leaf: Leaf, at: number): object {
  const records = leaf.columns[layout.fields.length] as (object | undefined)[]
  const held = records[at]
  return held instanceof Slot ? (held.record ??= make(leaf, at)) : (records[at] ??= make(leaf, at))
}

/** To be called before rows get into another leaf, so that their records are one in both, whichever is read first. */
export function shareRecords(leaf: Leaf): void {
  leaf.ids.forEach((_, at) => shareRecord({ leaf, at }))
}

/** What holds the record of one row, to be put into another leaf. */
export function shareRecord({ leaf, at }: Place): unknown {
  const records = leaf.columns.at(-1) ?? []
  return (records[at] ??= new Slot())
}

/** The raw fields of a row, or null. */
export function rawFields({ layout, rows }: Records, id: string): readonly RawField[] | null {
  const place = find(rows, id)
  return place === undefined ? null : layout.fields.map(({ index }) => place.leaf.columns[index]?.[place.at])
}

export function isPending({ pending }: Records, id: string): boolean {
  return find(pending, id) !== undefined
}
