import { Model, Patch, s } from 'json-joy/lib/json-crdt'
import { syncThroughHub } from '../hub.js'
import type { CountersFormat } from '../library.js'
import { sessionId } from './model.js'

type Totals = Record<string, number>

/** json-joy has no counter: an object per counter, in which each session keeps its own total. */
function createCounters(ids: readonly string[], client: number): Model {
  const model = Model.create(s.obj(Object.fromEntries(ids.map((id) => [id, s.obj({})]))), sessionId(client)) as unknown as Model
  model.api.flush()
  return model
}

export const countersFormat: CountersFormat = {
  variant: '',
  create: (ids, replicas) => {
    const models = Array.from({ length: replicas }, (_, replica) => createCounters(ids, replica + 1))
    /** The hub keeps what each session sent; json-joy has no way to say what a model lacks. */
    const patches = new Map<Model, Uint8Array>()
    const modelOf = (replica: number): Model => {
      const model = models[replica]
      if (model === undefined) throw new RangeError(`No replica ${replica}.`)
      return model
    }
    const totals = (model: Model, id: string): Totals => model.api.obj([id]).view() as Totals
    return Promise.resolve({
      add: (replica, id, by) => {
        const model = modelOf(replica)
        const own = String(replica)
        model.api.obj([id]).set({ [own]: (totals(model, id)[own] ?? 0) + by })
      },
      sync: () =>
        syncThroughHub(models, {
          push: (model, traffic) => {
            const patch = traffic.onClient(() => model.api.flush().toBinary())
            traffic.say('up', 'patch', patch.length)
            patches.set(model, patch)
          },
          pull: (model, traffic) => {
            for (const [author, patch] of patches) {
              if (author === model) continue
              traffic.say('down', 'patch', patch.length)
              traffic.onClient(() => model.applyPatch(Patch.fromBinary(patch)))
            }
          },
        }),
      read: (replica, id) => Object.values(totals(modelOf(replica), id)).reduce((total, own) => total + own, 0),
      close: () => Promise.resolve(),
    })
  },
}
