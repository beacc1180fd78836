import type { MapFormat, MapValue } from '../library.js'
import { createDoc, type Encoding } from './encoding.js'

const name = 'map'

export function mapFormat(encoding: Encoding): MapFormat {
  return {
    variant: encoding.variant,
    update: (client, value) => {
      const doc = createDoc(client)
      return encoding.updateOf(doc, () => doc.getMap(name).set('v', value))
    },
    createTarget: () => {
      const doc = createDoc(1 << 20)
      return {
        applyAll: (updates) =>
          doc.transact(() => {
            for (const update of updates) encoding.apply(doc, update)
          }),
        encode: () => encoding.encode(doc),
        read: () => doc.getMap<MapValue>(name).get('v'),
      }
    },
  }
}
