import * as Y from 'yjs'
import type { Edit, Item, Records, RecordsFormat } from '../library.js'
import { createDoc, type Encoding } from './encoding.js'

type RecordMap = Y.Map<string | number>

/** A Y.Map of records, each a Y.Map of its fields, so that two fields of one record merge. */
export function itemsOf(doc: Y.Doc): Y.Map<RecordMap> {
  return doc.getMap<RecordMap>('items')
}

export function insertItems(doc: Y.Doc, items: readonly Item[]): void {
  const map = itemsOf(doc)
  doc.transact(() => {
    for (const { id, fields } of items) map.set(id, new Y.Map<string | number>(Object.entries(fields)))
  })
}

export function editItem(doc: Y.Doc, { id, field, value }: Edit): void {
  itemsOf(doc).get(id)?.set(field, value)
}

function recordsOf(encoding: Encoding, doc: Y.Doc): Records {
  return {
    insert: (items) => insertItems(doc, items),
    update: (edits) => encoding.updateOf(doc, () => edits.forEach((edit) => editItem(doc, edit))),
    apply: (update) => encoding.apply(doc, update),
    encode: () => encoding.encode(doc),
    read: (id) => itemsOf(doc).get(id)?.toJSON(),
    readAll: (visit) => itemsOf(doc).forEach((record, id) => visit(id, record.toJSON())),
  }
}

export function recordsFormat(encoding: Encoding): RecordsFormat {
  return {
    variant: encoding.variant,
    create: () => recordsOf(encoding, createDoc(0)),
    open: (bytes) => {
      const doc = createDoc(1)
      encoding.apply(doc, bytes)
      return recordsOf(encoding, doc)
    },
  }
}
