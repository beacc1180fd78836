import type { AnySchema, CollectionView, Receipt } from '@torsor/core'
import type { ReadonlyStore, Space } from '@torsor/client'
import { useCallback, useMemo } from 'react'
import type { Tenant } from './tenant.js'
import { useSelection } from './use-selection.js'

type Records = CollectionView<Readonly<Record<string, unknown>>>
type RecordMutator = { update(id: string, patch: Readonly<Record<string, unknown>>): void }

/** A space by names alone: the types of the schema are put back on by `ReplicaHooks`. */
interface NamedSpace {
  readonly store: ReadonlyStore<Readonly<Record<string, Records>>>
  mutate(fn: (mutator: Readonly<Record<string, RecordMutator>>) => void): Receipt
}

export function useRegisterByName<S extends AnySchema>(
  { client, space }: Tenant<S>,
  collection: string,
  id: string,
  field: string,
): readonly [unknown, (value: unknown) => Receipt] {
  const { store, mutate } = named(space)
  const initial = client.schema.layout.tables.get(collection)?.fieldByName.get(field)?.initial
  const select = useCallback(
    (views: Readonly<Record<string, Records>>) => {
      const record = views[collection]?.get(id)
      return record === undefined ? initial : record[field]
    },
    [collection, id, field, initial],
  )
  const value = useSelection<Readonly<Record<string, Records>>, unknown>(store, select, Object.is)
  const set = useCallback((next: unknown) => mutate((m) => m[collection]?.update(id, { [field]: next })), [mutate, collection, id, field])
  return useMemo(() => [value, set] as const, [value, set])
}

function named<S extends AnySchema>(space: Space<S>): NamedSpace {
  return space as unknown as NamedSpace
}
