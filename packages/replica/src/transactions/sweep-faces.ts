import type { StoreWriter } from '@torsor/store'
import { faceRange, type FaceMeta } from '../storage/layout.js'

/** A page that lives longer than this without writing anything is not expected to send an old write again. */
const FACE_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000

/** Forgets the write numbers of page loads that are long gone; `present` is not, whatever the clock did. */
export async function sweepFaces(writer: StoreWriter, now: number, present: string | null): Promise<void> {
  for (const [key, value] of await writer.entries('meta', faceRange)) {
    if (Array.isArray(key) && key[1] === present) continue
    if (now - (value as FaceMeta).at > FACE_LIFETIME_MS) writer.delete('meta', key)
  }
}
