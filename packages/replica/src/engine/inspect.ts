import { encodeState, stateDigest } from '@torsor/core'
import type { Memory } from '../read/memory.js'
import type { Inspection } from '../space/engine-port.js'

export function inspect(memory: Memory): Inspection {
  return {
    reference: encodeState(memory.reference),
    read: encodeState(memory.readDelta()),
    digest: stateDigest(memory.reference),
    nonce: memory.place.nonce,
    position: memory.place.position,
  }
}
