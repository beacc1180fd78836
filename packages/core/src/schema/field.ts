import type { DeepReadonly } from './storable.js'

/** The algebras of fields, by what they are called in a schema's types. */
export type FieldAlgebra = 'lww' | 'max' | 'min' | 'sum' | 'tally' | 'set'

declare const field: unique symbol

/** `Read` = what a view shows, `Arg` = what the verb of this algebra takes. */
export interface Field<A extends FieldAlgebra = FieldAlgebra, Read = unknown, Arg = unknown> {
  readonly [field]: { readonly algebra: A; readonly read: Read; readonly arg: Arg }
}

/** The latest write wins. */
export interface Register<T> extends Field<'lww', DeepReadonly<T>, DeepReadonly<Exclude<T, undefined>>> {}

/** The greatest, or smallest, number ever given. */
export interface Extremum<A extends 'max' | 'min'> extends Field<A, number | undefined, number> {}

/** An exact 64-bit sum to which everybody adds. */
export interface Counter<N extends number | bigint> extends Field<'sum', N, N> {}

/** One counter per element. */
export interface Tally<K extends string> extends Field<'tally', { readonly [P in K]: number }, { readonly [P in K]?: number }> {}

/** Elements put and removed. */
export interface SetField<E extends string> extends Field<'set', ReadonlySet<E>, E | readonly E[]> {}

/** Which algebras each verb of a mutator takes. */
export interface Verbs {
  update: 'lww' | 'max' | 'min' | 'sum' | 'tally'
  add: 'sum' | 'tally'
  put: 'set'
}

export type FieldKind = 'register' | 'counter' | 'max' | 'min' | 'tally' | 'set'

/** What a field builder really returns; its `Field` type is for the compiler. */
export interface FieldSpec {
  readonly kind: FieldKind
  /** A register's value while it was never written; `undefined` for none. */
  readonly initial: unknown
  /** A counter's digits after the decimal point. */
  readonly scale: number
  /** A counter that is read and written as a bigint, in units of 10^-scale. */
  readonly bigint: boolean
  /** The elements of a closed set or tally; null where any element may be. */
  readonly elements: readonly string[] | null
  /** The name under which it is stored, where it is shown under another. */
  readonly stored?: string
  /** Another field that gives what this one shows as long as it was not written. */
  readonly was?: { readonly spec: FieldSpec; readonly derive: Derive }
}

/** From the raw field of one to that of the other; undefined: nothing. Pure: every device must come to the same. */
export type Derive = (raw: unknown) => unknown
