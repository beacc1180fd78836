import { stateDigest } from '@torsor/core'
import { digestCheck } from '@torsor/protocol'
import type { Memory } from '../read/memory.js'

/** The reference is the relay's, with this digest at this position. */
export interface Verified {
  readonly position: number
  readonly digest: string
}

/** moved: the reference stood elsewhere than assumed; differs: digests are not equal (rule 14). */
export type Compared = Verified | 'moved' | 'differs'

/** `told`: what the relay says that the digest of the reference begins with at `position`. */
export function compare({ place, reference }: Memory, position: number, told: string): Compared {
  if (place.position !== position) return 'moved'
  const digest = stateDigest(reference)
  return digestCheck(digest) === told ? { position, digest } : 'differs'
}
