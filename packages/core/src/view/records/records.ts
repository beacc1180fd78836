import type { TableLayout } from '../../schema/index.js'
import type { RawField } from '../intent.js'
import { find } from '../sheet/sheet.js'
import type { Place, Sheet } from '../sheet/sheet.js'
import type { MakeRecord } from './record.js'

/** A list that several views share until one of the changes it depends on: made when it is first asked for. */
interface Lazy<T> {
  value?: readonly T[]
}

/** Where the record of a row is kept once somebody has read it: sheets that share a row share its slot. */
export interface Slot {
  record: object | undefined
}

/** In the shape that it keeps: an empty object would be made for more. */
export function emptySlot(): Slot {
  return { record: undefined }
}

export interface Records {
  readonly layout: TableLayout
  readonly make: MakeRecord
  /** The columns are the raw fields, and last the slots. A single is the row ''. */
  readonly rows: Sheet
  /** Ids with an edit that is not yet durable at a relay, of dead records too. No columns. */
  readonly pending: Sheet
  readonly ids: Lazy<string>
  readonly list: Lazy<object>
}

export function recordAt({ layout, make }: Records, { leaf, at }: Place): object {
  const slot = leaf.columns[layout.fields.length]?.[at] as Slot
  return (slot.record ??= make(leaf, at))
}

/** The raw fields of a row, or null. */
export function rawFields({ layout, rows }: Records, id: string): readonly RawField[] | null {
  const place = find(rows, id)
  return place === undefined ? null : layout.fields.map(({ index }) => place.leaf.columns[index]?.[place.at])
}

export function isPending({ pending }: Records, id: string): boolean {
  return find(pending, id) !== undefined
}
