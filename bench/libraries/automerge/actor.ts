import { createRandom } from '../../harness/random.js'

/** Actor ids are 16 random bytes, as Automerge makes them, but seeded. */
export function actorId(client: number): string {
  const random = createRandom(0xac70 + client)
  return [random.uint64(), random.uint64()].map((word) => word.toString(16).padStart(16, '0')).join('')
}
