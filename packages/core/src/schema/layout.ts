import type { ColumnId } from '../cell/column.js'
import type { Value } from '../value/value.js'
import type { Derive, FieldKind } from './field.js'
import type { WordsAs, WordsMerge } from './table.js'

/** A field as the engine and the views see it: which columns hold it and how it is read. */
export interface FieldLayout {
  readonly name: string
  /** Its place in the table's `fields`, and in a row's raw fields. */
  readonly index: number
  readonly kind: FieldKind
  /** A register's value while it was never written, normalised and deep-frozen. */
  readonly initial: Value | undefined
  readonly scale: number
  readonly bigint: boolean
  /** The elements of a closed set or tally, in declaration order; null where any may be. */
  readonly elements: readonly string[] | null
  /** A register's value, or the base of a counter. */
  readonly lww: ColumnId | null
  readonly sum: ColumnId | null
  readonly extremum: ColumnId | null
  /** The elements of a set. */
  readonly life: ColumnId | null
  readonly sumBy: ColumnId | null
  readonly lwwBy: ColumnId | null
  /** What it shows as long as it was not written: this field's value, where one of these columns was. Null: its default. */
  readonly was: { readonly field: FieldLayout; readonly columns: readonly ColumnId[]; readonly derive: Derive } | null
}

export interface TableLayout {
  readonly name: string
  readonly kind: 'collection' | 'single' | 'words'
  readonly id: ColumnId
  /** In declaration order. */
  readonly fields: readonly FieldLayout[]
  readonly fieldByName: ReadonlyMap<string, FieldLayout>
  /** Only of words. */
  readonly length?: number
  readonly as?: WordsAs
  readonly merge?: WordsMerge
}

/** A column's descriptor: what the relay keeps beside its id, so that it can refuse a clash. */
export interface NamedColumn {
  readonly id: ColumnId
  readonly name: string
}

export interface Layout {
  readonly tables: ReadonlyMap<string, TableLayout>
  readonly byId: ReadonlyMap<ColumnId, TableLayout>
  /** Of all tables and fields, ascending by id. */
  readonly columns: readonly NamedColumn[]
  /** One line per table and field, saying everything that two builds must agree on. `fingerprint` is their hash. */
  readonly description: readonly string[]
}
