import * as A from '@automerge/automerge'
import type { Edit, Fields, Item, Records, RecordsFormat } from '../library.js'
import { actorId } from './actor.js'

type Scalar = A.ImmutableString | number
type StoredRecord = Record<string, Scalar>

export interface Items extends Record<string, unknown> {
  items: Record<string, StoredRecord>
}

/** A plain string of Automerge is collaborative text. One that is replaced as a whole is an ImmutableString. */
function scalarOf(value: string | number): Scalar {
  return typeof value === 'string' ? new A.ImmutableString(value) : value
}

export function fieldsOf(record: StoredRecord): Fields {
  const fields: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(record)) fields[name] = typeof value === 'number' ? value : value.val
  return fields
}

/** A map of records, each a map of its fields. */
export function createItems(client: number): A.Doc<Items> {
  return A.from<Items>({ items: {} }, actorId(client))
}

export function insertItems(doc: A.Doc<Items>, items: readonly Item[]): A.Doc<Items> {
  return A.change(doc, (draft) => {
    for (const { id, fields } of items) {
      draft.items[id] = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, scalarOf(value)]))
    }
  })
}

export function editItems(doc: A.Doc<Items>, edits: readonly Edit[]): A.Doc<Items> {
  return A.change(doc, (draft) => {
    for (const { id, field, value } of edits) {
      const record = draft.items[id]
      if (record !== undefined) record[field] = scalarOf(value)
    }
  })
}

export function readItem(doc: A.Doc<Items>, id: string): Fields | undefined {
  const record = doc.items[id]
  return record === undefined ? undefined : fieldsOf(record)
}

function recordsOf(start: A.Doc<Items>): Records {
  let doc = start
  return {
    insert: (items) => {
      doc = insertItems(doc, items)
    },
    update: (edits) => {
      doc = editItems(doc, edits)
      const change = A.getLastLocalChange(doc)
      if (change === undefined) throw new Error('A change without its bytes.')
      return change
    },
    apply: (update) => {
      ;[doc] = A.applyChanges(doc, [update])
    },
    encode: () => A.save(doc),
    read: (id) => readItem(doc, id),
    readAll: (visit) => {
      for (const [id, record] of Object.entries(doc.items)) visit(id, fieldsOf(record))
    },
  }
}

export const recordsFormat: RecordsFormat = {
  variant: '',
  create: () => recordsOf(createItems(0)),
  open: (bytes) => recordsOf(A.load<Items>(bytes, actorId(1))),
}
