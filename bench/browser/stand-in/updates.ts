import {
  createDelta,
  encodeAbsolute,
  encodeDelta,
  Table,
  loadAbsolute,
  createState,
  decodeAbsolute,
  stampOf,
  stateDigest,
} from '@torsor/core'
import type { Cell, ColumnId, Delta, Row } from '@torsor/core'
import * as Y from 'yjs'
import { idAt, itemAt } from '../data.js'
import { schema } from '../pages/torsor/schema.js'

export interface UpdatesPlan {
  readonly records: number
  readonly updates: number
}

/** What one record's quantity is after the nth update of all. */
export const quantityOf = (n: number): number => 1_000_000 + n

/** Deltas as a relay sends them, and the state they change. */
export interface TorsorUpdates {
  readonly initial: Uint8Array
  readonly digest: string
  /** One field of one record each, `encodeDelta`. */
  readonly deltas: readonly Uint8Array[]
}

/** The stamps of the records; those of the updates follow. */
const WRITTEN_AT = Date.UTC(2026, 0, 1)

export function torsorUpdates({ records, updates }: UpdatesPlan): TorsorUpdates {
  const table = schema.layout.tables.get('items')
  if (table === undefined) throw new Error('The schema has no items.')
  const column = (name: string): ColumnId => {
    const id = table.fieldByName.get(name)?.lww
    if (id === undefined || id === null) throw new Error(`"${name}" is no register.`)
    return id
  }
  const cell = (value: string | number, at: number): Cell => ({ stamp: stampOf(at), value })
  const rowOf = (fields: Readonly<Record<string, string | number>>, at: number): Row => ({
    life: 1,
    cells: new Map(Object.entries(fields).map(([name, value]) => [column(name), cell(value, at)])),
  })
  const deltaOf = (rows: readonly (readonly [string, Row])[]): Delta => {
    const delta = createDelta()
    delta.records.set(table.id, Table.of(rows))
    return delta
  }
  const all = deltaOf(Array.from({ length: records }, (_, n) => [idAt(n), rowOf({ ...itemAt(n) }, WRITTEN_AT)] as const))
  const initial = encodeAbsolute(all)
  const state = createState()
  loadAbsolute(state, decodeAbsolute(initial))
  const deltas = Array.from({ length: updates }, (_, n) =>
    encodeDelta(deltaOf([[idAt(n % records), rowOf({ quantity: quantityOf(n) }, WRITTEN_AT + 1 + n)]])),
  )
  return { initial, digest: stateDigest(state), deltas }
}

/** The same updates as yjs makes them, one transaction each; the first is of the records. */
export function yjsUpdates({ records, updates }: UpdatesPlan): { readonly initial: Uint8Array; readonly updates: readonly Uint8Array[] } {
  const doc = new Y.Doc()
  const items = doc.getMap<Y.Map<string | number>>('items')
  doc.transact(() => {
    for (let n = 0; n < records; n++) items.set(idAt(n), new Y.Map<string | number>(Object.entries(itemAt(n))))
  })
  const initial = Y.encodeStateAsUpdate(doc)
  const made: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => made.push(update))
  for (let n = 0; n < updates; n++) items.get(idAt(n % records))?.set('quantity', quantityOf(n))
  return { initial, updates: made }
}
