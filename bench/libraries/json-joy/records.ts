import { Model, Patch, s, type ObjNode } from 'json-joy/lib/json-crdt'
import type { Edit, Fields, Item, Records, RecordsFormat } from '../library.js'
import { patchOf, sessionId } from './model.js'

/** An object of records, each an object of constants. */
export function createItems(client: number): Model {
  const model = Model.create(s.obj({ items: s.obj({}) }), sessionId(client)) as unknown as Model
  model.api.flush()
  return model
}

export function insertItems(model: Model, items: readonly Item[]): void {
  const constants = (fields: Fields): object => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, s.con(value)]))
  model.api.obj(['items']).set(Object.fromEntries(items.map(({ id, fields }) => [id, s.obj(constants(fields) as never)])))
}

export function editItem(model: Model, { id, field, value }: Edit): void {
  model.api.obj(['items', id]).set({ [field]: s.con(value) })
}

export function readItem(model: Model, id: string): Fields | undefined {
  return (model.api.obj(['items']).node as ObjNode).get(id)?.view() as Fields | undefined
}

function recordsOf(model: Model): Records {
  return {
    insert: (items) => {
      insertItems(model, items)
      model.api.flush()
    },
    update: (edits) => patchOf(model, () => edits.forEach((edit) => editItem(model, edit))).toBinary(),
    apply: (update) => model.applyPatch(Patch.fromBinary(update)),
    encode: () => model.toBinary(),
    read: (id) => readItem(model, id),
    readAll: (visit) => {
      const all = model.api.obj(['items']).view() as Record<string, Fields>
      for (const id of Object.keys(all)) visit(id, all[id] as Fields)
    },
  }
}

export const recordsFormat: RecordsFormat = {
  variant: '',
  create: () => recordsOf(createItems(0)),
  open: (bytes) => recordsOf(Model.load(bytes, sessionId(1))),
}
