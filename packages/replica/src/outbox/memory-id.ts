import { encodeUtf8, hashBytes, hex32 } from '@torsor/core'
import type { ReplicaId } from '@torsor/protocol'

/** How much of such an id tells whose it is; the rest tells that it is one. */
const DIGITS = 12

/**
 * Under which a page load writes into memory what it writes after this write, by the numbers of its writes: should the
 * worker die, the next one takes the same writes under the same numbers, and a relay counts them once.
 */
export function memoryId(face: string, after: number): ReplicaId {
  const name = (hashed(`0${after} ${face}`) + hashed(`1${after} ${face}`)).slice(0, DIGITS)
  return name + proof(name)
}

/** Of a random id in 65,536 it is true, too, which does no harm. */
export function isMemoryId(id: ReplicaId): boolean {
  return id.slice(DIGITS) === proof(id.slice(0, DIGITS))
}

function proof(name: string): string {
  return hashed(name).slice(0, 4)
}

function hashed(text: string): string {
  return hex32(hashBytes(encodeUtf8(text)))
}
