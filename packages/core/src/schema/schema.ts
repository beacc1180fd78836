import type { Layout } from './layout.js'
import type { Collection, Fields, Single, Words } from './table.js'

export type Shape = { readonly [name: string]: Collection<Fields> | Single<Fields> | Words<bigint> | Words<number> }

/** What `defineSchema` returns. */
export interface Schema<S extends Shape = Shape> {
  readonly shape: S
  /** Equal where two builds read and write the same columns in the same way. 16 hex digits. */
  readonly fingerprint: string
  /** For the engine and the views. */
  readonly layout: Layout
}

export type AnySchema = Schema
