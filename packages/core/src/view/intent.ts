import type { Value } from '../value/value.js'

/**
 * What a mutator asked for, as data that crosses threads by structured clone. Names are the schema's. Values are
 * validated and normalised when the verb is called: a register's value is as `normalizeValue` returns it, a counter or
 * tally value is an int64 in units of the field's scale, `max` and `min` are finite numbers.
 */
export type IntentValue = Value | Readonly<Record<string, bigint>>

export type Intent =
  /** `insert` and `upsert`: record is alive and these fields are so. For a single, `update` and friends use id ''. */
  | {
      readonly type: 'upsert'
      readonly table: string
      readonly id: string
      readonly set: Readonly<Record<string, IntentValue>>
      readonly put: Readonly<Record<string, readonly string[]>>
    }
  | { readonly type: 'update'; readonly table: string; readonly id: string; readonly set: Readonly<Record<string, IntentValue>> }
  | {
      readonly type: 'add'
      readonly table: string
      readonly id: string
      readonly by: Readonly<Record<string, bigint | Readonly<Record<string, bigint>>>>
    }
  | { readonly type: 'put'; readonly table: string; readonly id: string; readonly elements: Readonly<Record<string, readonly string[]>> }
  | { readonly type: 'remove'; readonly table: string; readonly id: string; readonly elements: Readonly<Record<string, readonly string[]>> }
  | { readonly type: 'delete'; readonly table: string; readonly id: string }
  /** Words: what they are, as raw 64-bit patterns from `offset` on. */
  | { readonly type: 'store'; readonly table: string; readonly offset: number; readonly values: BigUint64Array }
  /** Words: by how much, in the group of the table (xor or sum). */
  | { readonly type: 'accumulate'; readonly table: string; readonly index: number; readonly by: bigint }

/**
 * A record's fields as the engine hands them to a view, in the order of the table's fields:
 * register: its value, undefined when never written | counter: int64 in units of scale, as a number where safe |
 * max, min: number or undefined | tally: element -> int64 (number where safe) | set: elements present, sorted by UTF-8 bytes
 */
export type RawField = unknown

/** One record that changed. `fields` null: it does not exist (any more). */
export interface RowPatch {
  readonly table: string
  readonly id: string
  readonly fields: readonly RawField[] | null
  /** An edit of this record is not yet durable at a relay. */
  readonly pending: boolean
}

/**
 * Many records of one table that are alive, as columns: an opening clones a few arrays of plain values, and no object per
 * record. The arrays are the receiver's to read, not to change.
 */
export interface ColumnBlock {
  readonly table: string
  /** Ascending by UTF-8 bytes. Of several blocks of a table those whose ids ascend from one to the next are taken in fastest. */
  readonly ids: readonly string[]
  /** Of every field of the table, by its name, the raw fields of these records. */
  readonly columns: Readonly<Record<string, readonly RawField[]>>
  /** Which have an edit that is not yet durable at a relay; also deleted ones, which are not among `ids`. Default: none. */
  readonly pending?: readonly string[]
}

/** Words that changed, as raw 64-bit patterns; parallel arrays. */
export interface WordsPatch {
  readonly table: string
  readonly indices: Uint32Array
  readonly values: BigUint64Array
}
