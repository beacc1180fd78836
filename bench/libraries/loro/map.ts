import type { MapFormat, MapValue } from '../library.js'
import { createDoc, updateOf } from './doc.js'

export const mapFormat: MapFormat = {
  variant: '',
  update: (client, value) => {
    const doc = createDoc(client)
    const update = updateOf(doc, () => doc.getMap('map').set('v', typeof value === 'object' ? { ...value } : value))
    doc.free()
    return update
  },
  createTarget: () => {
    const doc = createDoc(1 << 20)
    return {
      applyAll: (updates) => {
        doc.importBatch([...updates])
      },
      encode: () => doc.export({ mode: 'snapshot' }),
      read: () => doc.getMap('map').get('v') as MapValue | undefined,
    }
  },
}
