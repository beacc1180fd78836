import type { Model, Patch } from 'json-joy/lib/json-crdt'
import { createRandom } from '../../harness/random.js'

/** Session ids are random numbers of up to 53 bits, as json-joy makes them, but seeded. */
export function sessionId(client: number): number {
  return 0x1_0000 + Number(createRandom(0x1070 + client).uint64() >> 12n)
}

/** The patch of what `edits` writes through the model's API: what json-joy sends to peers. */
export function patchOf(model: Model, edits: () => void): Patch {
  edits()
  return model.api.flush()
}
