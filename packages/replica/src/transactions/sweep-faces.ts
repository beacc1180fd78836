import type { StoreKey, StoreWriter } from '@torsor/store'
import { faceRange, type FaceMeta } from '../storage/layout.js'
import type { OutboxRow } from '../storage/rows.js'

/** A page that lives longer than this without writing anything is not expected to send an old write again. */
const FACE_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000

/**
 * Forgets the write numbers of page loads that are long gone, whatever the clock did: not of `present`, and not of one
 * whose writes are still there, which may live in memory beside the disk.
 */
export async function sweepFaces(writer: StoreWriter, now: number, present: string | null): Promise<void> {
  const old = new Map<string, StoreKey>()
  for (const [key, value] of await writer.entries('meta', faceRange)) {
    const face = Array.isArray(key) ? String(key[1]) : ''
    if (face !== present && now - (value as FaceMeta).at > FACE_LIFETIME_MS) old.set(face, key)
  }
  if (old.size === 0) return
  for (const [, row] of await writer.entries('outbox')) for (const [face] of (row as OutboxRow).writes) old.delete(face)
  for (const key of old.values()) writer.delete('meta', key)
}
