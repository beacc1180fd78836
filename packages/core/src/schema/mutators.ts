import type { FieldAlgebra, Field, Verbs } from './field.js'
import type { AnySchema } from './schema.js'
import type { Collection, Fields, Single, Words } from './table.js'
import type { Pretty, ViewOf } from './views.js'

type Patch<F extends Fields, V extends keyof Verbs> = {
  readonly [K in keyof F as F[K] extends Field<Verbs[V]> ? K : never]?: F[K] extends Field<FieldAlgebra, unknown, infer A> ? A : never
}
export type UpdatePatch<F extends Fields> = Pretty<Patch<F, 'update'>>
export type AddPatch<F extends Fields> = Pretty<Patch<F, 'add'>>
export type SetPatch<F extends Fields> = Pretty<Patch<F, 'put'>>
/** What each field is: safe for an id that two devices may both make. */
export type Init<F extends Fields> = Pretty<Patch<F, 'update' | 'put'>>

export interface CollectionMutator<F extends Fields> {
  /** New record under a generated id, which is returned. */
  insert(init?: Init<F>): string
  /** Makes sure that record `id` is alive and its given fields are so. Two devices may do this with the same id. */
  upsert(id: string, init?: Init<F>): void
  /** What it is: registers, counters (a new base), max, min. */
  update(id: string, patch: UpdatePatch<F>): void
  /** By how much: counters, tallies. Concurrent adds all count. */
  add(id: string, deltas: AddPatch<F>): void
  put(id: string, elements: SetPatch<F>): void
  remove(id: string, elements: SetPatch<F>): void
  delete(id: string): void
}

export interface SingleMutator<F extends Fields> {
  update(patch: UpdatePatch<F>): void
  add(deltas: AddPatch<F>): void
  put(elements: SetPatch<F>): void
  remove(elements: SetPatch<F>): void
}

export interface WordsMutator<V> {
  store(index: number, value: V): void
  store(values: ArrayLike<V>, offset?: number): void
  /** Only where the words merge by xor. */
  xor(index: number, bits: bigint): void
  /** Only where the words merge by sum. */
  add(index: number, delta: bigint): void
}

type MutatorOfEntry<E> =
  E extends Collection<infer F>
    ? CollectionMutator<F>
    : E extends Single<infer F>
      ? SingleMutator<F>
      : E extends Words<infer V>
        ? WordsMutator<V>
        : never

/** What a function given to `mutate` writes with. */
export type MutatorOf<S extends AnySchema> = { readonly [K in keyof S['shape']]: MutatorOfEntry<S['shape'][K]> }

export type NotAsync<R> = R extends PromiseLike<unknown> ? 'torsor: the function given to mutate must not be async' : R

/** Not thenable on purpose: an ignored receipt must never be a floating promise. Promises are made on first access. */
export interface Receipt<R = void> {
  /** What the function returned. */
  readonly value: R
  /** Committed on this device's disk. */
  readonly persisted: Promise<void>
  /** Durable at a relay. Never rejects for being offline. */
  readonly synced: Promise<void>
  undo(): Receipt
}

export interface MutateOptions {
  /** 'strict': `persisted` also means safe from power loss. Default 'relaxed': safe from the death of any process. */
  readonly durability?: 'relaxed' | 'strict'
}

export type Mutate<S extends AnySchema> = <R>(fn: (m: MutatorOf<S>, r: ViewOf<S>) => NotAsync<R>, options?: MutateOptions) => Receipt<R>
