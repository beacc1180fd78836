import type { Field } from './field.js'
import type { NotStorable } from './storable.js'

export type Fields = { readonly [name: string]: Field }

/** Records by id. */
export interface Collection<F extends Fields> {
  readonly kind: 'collection'
  readonly fields: F
  /** The name under which it is stored, where it is shown under another. */
  readonly stored?: string
}

/** One record, always there. */
export interface Single<F extends Fields> {
  readonly kind: 'single'
  readonly fields: F
  readonly stored?: string
}

export type WordsAs = 'u64' | 'i64' | 'f64'
export type WordsMerge = 'xor' | 'sum'

/** A fixed number of 64-bit words. */
export interface Words<V extends bigint | number> {
  readonly kind: 'words'
  readonly length: number
  readonly as: WordsAs
  readonly merge: WordsMerge
  readonly stored?: string
  /** A zero, of the type in which words are read. */
  readonly value: V
}

/** Records by id; every record also has its `id`. */
export function collection<F extends Fields>(
  fields: F & { readonly id?: NotStorable<'"id" is reserved: every record has one'> },
): Collection<F> {
  return Object.freeze({ kind: 'collection', fields })
}

/** One record, always there: settings, totals, the state of a thing of which there is one. */
export function single<F extends Fields>(fields: F): Single<F> {
  return Object.freeze({ kind: 'single', fields })
}

/**
 * 1 to 65,536 words of 64 bits, all 0 at first, exact in every bit. They suit one writer per word: two concurrent
 * `store`s of one word mix. `merge`: how differences combine, 'xor' (default) or 'sum'.
 */
export function words(length: number, options?: { as?: 'u64' | 'i64'; merge?: 'xor' | 'sum' }): Words<bigint>
export function words(length: number, options: { as: 'f64' }): Words<number>
export function words(length: number, options: { as?: WordsAs; merge?: WordsMerge } = {}): Words<bigint> | Words<number> {
  const spec = { kind: 'words', length, merge: options.merge ?? 'xor' } as const
  return options.as === 'f64'
    ? Object.freeze({ ...spec, as: options.as, value: 0 })
    : Object.freeze({ ...spec, as: options.as ?? 'u64', value: 0n })
}
