import type { MergeableStore } from 'tinybase'
import type { Edit, Fields, Item, Records, RecordsFormat } from '../library.js'
import { applyUpdate, createStore, encodeStore, openStore, updateOf } from './store.js'

const table = 'items'

/** A table of rows, one cell for each field. */
export function insertItems(store: MergeableStore, items: readonly Item[]): void {
  store.transaction(() => items.forEach(({ id, fields }) => store.setRow(table, id, { ...fields })))
}

export function editItem(store: MergeableStore, { id, field, value }: Edit): void {
  store.setCell(table, id, field, value)
}

export function readItem(store: MergeableStore, id: string): Fields | undefined {
  return store.hasRow(table, id) ? (store.getRow(table, id) as Fields) : undefined
}

function recordsOf(store: MergeableStore): Records {
  return {
    insert: (items) => insertItems(store, items),
    update: (edits) => updateOf(store, () => edits.forEach((edit) => editItem(store, edit))),
    apply: (update) => applyUpdate(store, update),
    encode: () => encodeStore(store),
    read: (id) => readItem(store, id),
    readAll: (visit) => {
      const all = store.getTable(table)
      for (const id of Object.keys(all)) visit(id, all[id] as Fields)
    },
  }
}

export const recordsFormat: RecordsFormat = {
  variant: '',
  create: () => recordsOf(createStore(0)),
  open: (bytes) => recordsOf(openStore(1, bytes)),
}
