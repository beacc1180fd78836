import type { FieldAlgebra, Field } from './field.js'
import type { AnySchema } from './schema.js'
import type { Collection, Fields, Single, Words } from './table.js'

type ShapeOf<S extends AnySchema> = S['shape']
type ReadOf<X> = X extends Field<FieldAlgebra, infer R> ? R : never
export type Pretty<T> = { [K in keyof T]: T[K] } & {}

export type FieldsRecord<F extends Fields> = { readonly [K in keyof F]: ReadOf<F[K]> }
export type RecordOfFields<F extends Fields> = Pretty<{ readonly id: string } & FieldsRecord<F>>

/** The records of a collection as they are now. Immutable: a change gives a new view, and what did not change stays `===`. */
export interface CollectionView<R> extends Iterable<R> {
  readonly size: number
  get(id: string | null | undefined): R | undefined
  has(id: string): boolean
  /** Stable until a record is born or dies. Order: id bytes. */
  ids(): readonly string[]
  /** Stable until any record changes. Order: id bytes. */
  list(): readonly R[]
  filter<T extends R>(predicate: (record: R) => record is T): readonly T[]
  filter(predicate: (record: R) => boolean): readonly R[]
  /** True while an edit of this record is not yet durable at a relay. */
  isPending(id: string): boolean
}

/** A words table as it is now. Immutable. */
export interface WordsView<V> extends Iterable<V> {
  readonly length: number
  /** @throws RangeError where there is no such word. */
  get(index: number): V
  /** A fresh copy. For 'i64' it holds the words' bit patterns. */
  toArray(): V extends bigint ? BigUint64Array : Float64Array
}

type ViewOfEntry<E> =
  E extends Collection<infer F>
    ? CollectionView<RecordOfFields<F>>
    : E extends Single<infer F>
      ? Pretty<FieldsRecord<F>>
      : E extends Words<infer V>
        ? WordsView<V>
        : never

/** What a selector reads. */
export type ViewOf<S extends AnySchema> = { readonly [K in keyof ShapeOf<S>]: ViewOfEntry<ShapeOf<S>[K]> }

export type CollectionName<S extends AnySchema> = {
  [K in keyof ShapeOf<S>]: ShapeOf<S>[K] extends Collection<Fields> ? K : never
}[keyof ShapeOf<S>] &
  string

/** The type of one record of collection `C`. */
export type RecordOf<S extends AnySchema, C extends CollectionName<S>> =
  ShapeOf<S>[C] extends Collection<infer F> ? RecordOfFields<F> : never
