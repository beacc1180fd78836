import * as A from '@automerge/automerge'
import type { MapFormat, MapValue } from '../library.js'
import { actorId } from './actor.js'

interface Maps extends Record<string, unknown> {
  map: Record<string, unknown>
}

/** All clients begin with a document that has the map: two maps of one name would be in conflict. */
const empty = A.save(A.from<Maps>({ map: {} }, actorId(1 << 20)))

function storedOf(value: MapValue): unknown {
  if (typeof value === 'string') return new A.ImmutableString(value)
  if (typeof value === 'number') return value
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, new A.ImmutableString(text)]))
}

function shownOf(value: unknown): MapValue | undefined {
  if (value === undefined || typeof value === 'number') return value
  if (A.isImmutableString(value)) return value.val
  return Object.fromEntries(Object.entries(value as object).map(([key, text]) => [key, String(text)])) as unknown as MapValue
}

export const mapFormat: MapFormat = {
  variant: '',
  update: (client, value) => {
    const doc = A.change(A.load<Maps>(empty, actorId(client)), (draft) => {
      draft.map['v'] = storedOf(value)
    })
    const change = A.getLastLocalChange(doc)
    A.free(doc)
    if (change === undefined) throw new Error('A change without its bytes.')
    return change
  },
  createTarget: () => {
    let doc = A.load<Maps>(empty, actorId((1 << 20) + 1))
    return {
      applyAll: (updates) => {
        ;[doc] = A.applyChanges(doc, [...updates])
      },
      encode: () => A.save(doc),
      read: () => shownOf(doc.map['v']),
    }
  },
}
