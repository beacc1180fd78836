import type { AnySchema, Collection, CollectionName, Field, Fields, Mutate, Receipt, ViewOf } from '@torsor/core'
import type { Client, Space, SyncStatus } from '@torsor/client'
import type { ReactNode } from 'react'

type FieldsOf<S extends AnySchema, C extends CollectionName<S>> = S['shape'][C] extends Collection<infer F> ? F : never
type RegisterName<F extends Fields> = { [K in keyof F]: F[K] extends Field<'lww'> ? K : never }[keyof F] & string
type ReadOf<X> = X extends Field<'lww', infer R> ? R : never
type ArgOf<X> = X extends Field<'lww', unknown, infer A> ? A : never

/** True where a component need not render again. */
export type Equality<T> = (a: T, b: T) => boolean

export interface ReplicaProviderProps<S extends AnySchema> {
  /** Default: the client given to `createReplicaHooks`. */
  readonly client?: Client<S>
  readonly space: string
  /** Shown until the disk has been read, so that `undefined` means "no such record" and never "loading". Default: nothing. */
  readonly fallback?: ReactNode
  readonly children?: ReactNode
}

export interface ReplicaHooks<S extends AnySchema> {
  /**
   * Opens a space for the components below. Another `space` or `client` mounts them anew. Throws to the nearest error
   * boundary what keeps the space from ever opening: `worker-failed`, `schema-mismatch`, `client-closed`.
   */
  ReplicaProvider(props: ReplicaProviderProps<S>): ReactNode
  /** What `selector` returns of the view. Renders again when that changes; default equality: arrays and plain objects by content. */
  useReplica<T>(selector: (view: ViewOf<S>) => T, equality?: Equality<T>): T
  /** The same function as long as the space is. */
  useMutate(): Mutate<S>
  /** A register as a controlled input wants it. Of a record that does not exist: the register's initial value. */
  useRegister<C extends CollectionName<S>, F extends RegisterName<FieldsOf<S, C>>>(
    collection: C,
    id: string,
    field: F,
  ): readonly [value: ReadOf<FieldsOf<S, C>[F]>, set: (value: ArgOf<FieldsOf<S, C>[F]>) => Receipt]
  useSyncStatus(): SyncStatus
  useSyncStatus<T>(selector: (status: SyncStatus) => T, equality?: Equality<T>): T
  useSpace(): Space<S>
}
