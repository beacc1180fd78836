import { hashBytes } from '@torsor/core'
import type { ReplicaId } from '@torsor/protocol'

/**
 * Under which a page load writes into memory, by the numbers of its writes: should the worker die, the next one takes
 * the same writes under the same numbers, and a relay counts them once.
 */
export function memoryId(face: string): ReplicaId {
  const text = new TextEncoder()
  return ['0', '1']
    .map((half) =>
      hashBytes(text.encode(half + face))
        .toString(16)
        .padStart(8, '0'),
    )
    .join('')
}
