import { Model, Patch, s } from 'json-joy/lib/json-crdt'
import type { MapFormat, MapValue } from '../library.js'
import { patchOf, sessionId } from './model.js'

/** The map that all clients begin with; as its schema is the same everywhere, so are its ids. */
function emptyMap(client: number): Model {
  const model = Model.create(s.obj({ map: s.obj({}) }), sessionId(client)) as unknown as Model
  model.api.flush()
  return model
}

export const mapFormat: MapFormat = {
  variant: '',
  update: (client, value) => {
    const model = emptyMap(client)
    return patchOf(model, () => model.api.obj(['map']).set({ v: s.con(value) })).toBinary()
  },
  createTarget: () => {
    const model = emptyMap(1 << 20)
    return {
      applyAll: (updates) => model.applyBatch(updates.map((update) => Patch.fromBinary(update))),
      encode: () => model.toBinary(),
      read: () => (model.api.obj(['map']).view() as { v?: MapValue }).v,
    }
  },
}
