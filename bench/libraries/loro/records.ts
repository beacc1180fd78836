import { LoroMap, type LoroDoc } from 'loro-crdt'
import type { Edit, Fields, Item, Records, RecordsFormat } from '../library.js'
import { createDoc, updateOf } from './doc.js'

/** A map of records, each a map container of its fields. */
export function insertItems(doc: LoroDoc, items: readonly Item[]): void {
  const map = doc.getMap('items')
  for (const { id, fields } of items) {
    const record = map.setContainer(id, new LoroMap())
    for (const [name, value] of Object.entries(fields)) record.set(name, value)
  }
  doc.commit()
}

function recordOf(doc: LoroDoc, id: string): LoroMap | undefined {
  const record = doc.getMap('items').get(id)
  return record instanceof LoroMap ? record : undefined
}

export function editItems(doc: LoroDoc, edits: readonly Edit[]): void {
  for (const { id, field, value } of edits) recordOf(doc, id)?.set(field, value)
}

export function readItem(doc: LoroDoc, id: string): Fields | undefined {
  return recordOf(doc, id)?.toJSON() as Fields | undefined
}

function recordsOf(doc: LoroDoc): Records {
  return {
    insert: (items) => insertItems(doc, items),
    update: (edits) => updateOf(doc, () => editItems(doc, edits)),
    apply: (update) => {
      doc.import(update)
    },
    encode: () => doc.export({ mode: 'snapshot' }),
    read: (id) => readItem(doc, id),
    // All at once: one call out of WebAssembly instead of one for each record.
    readAll: (visit) => {
      const all = doc.getMap('items').toJSON() as Record<string, Fields>
      for (const id of Object.keys(all)) visit(id, all[id] as Fields)
    },
  }
}

export const recordsFormat: RecordsFormat = {
  variant: '',
  create: () => recordsOf(createDoc(0)),
  open: (bytes) => {
    const doc = createDoc(1)
    doc.import(bytes)
    return recordsOf(doc)
  },
}
