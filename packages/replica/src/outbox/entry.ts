import type { Delta, ErrorRecord } from '@torsor/core'
import type { ReplicaId } from '@torsor/protocol'
import type { Draft } from '../edits/draft.js'

/** Which writes of which page loads an entry holds: numbers `first` to `last` of `face`. */
export type FaceWrites = readonly (readonly [face: string, first: number, last: number])[]

interface EntryBase {
  readonly from: number
  readonly to: number
  /** Ms since the epoch, of the oldest edit in it. */
  readonly at: number
  readonly writes: FaceWrites
  /** Length of what is stored for it. */
  readonly size: number
}

/** A batch, or the fold of a run of batches, that may still change form. `id` null: not on disk yet. */
export interface OpenEntry extends EntryBase {
  readonly kind: 'open'
  readonly id: ReplicaId | null
  readonly draft: Draft
}

/** A packet: bounds and bytes are fixed for ever (rule 3). */
export interface PacketEntry extends EntryBase {
  /** frozen: the reference does not cover it; confirmed: it does; refused: parked for good (rule 12). */
  readonly kind: 'frozen' | 'confirmed' | 'refused'
  readonly id: ReplicaId
  readonly delta: Delta
  readonly packet: Uint8Array
  /** When it was first confirmed, for the retention; null before. */
  readonly confirmedAt: number | null
  readonly refusal: ErrorRecord | null
}

/**
 * Batches that were open when the reference turned out to hold them: a clone of this device, or this device before it
 * was set back, froze and pushed them. Kept as long as acknowledged packets are: a relay may lose them again (rule 5).
 */
export interface CoveredEntry extends EntryBase {
  readonly kind: 'covered'
  readonly id: ReplicaId
  readonly draft: Draft
  readonly confirmedAt: number | null
}

export type Entry = OpenEntry | CoveredEntry | PacketEntry

/** An entry that the reference holds, kept for a relay that does not. */
export type KeptEntry = CoveredEntry | (PacketEntry & { readonly kind: 'confirmed' })

export function isPacket(entry: Entry): entry is PacketEntry {
  return entry.kind !== 'open' && entry.kind !== 'covered'
}

export function packetName(entry: { readonly id: ReplicaId; readonly from: number; readonly to: number }): string {
  return `${entry.id}:${entry.from}-${entry.to}`
}

/** The writes of several entries together. */
export function mergeWrites(lists: readonly FaceWrites[]): FaceWrites {
  const merged = new Map<string, [string, number, number]>()
  for (const [face, first, last] of lists.flat()) {
    const known = merged.get(face)
    if (known === undefined) merged.set(face, [face, first, last])
    else merged.set(face, [face, Math.min(known[1], first), Math.max(known[2], last)])
  }
  return [...merged.values()]
}

/** Acknowledged: the reference holds it. */
export function isKept<E extends { readonly kind: Entry['kind'] }>(entry: E): entry is E & { readonly kind: KeptEntry['kind'] } {
  return entry.kind === 'confirmed' || entry.kind === 'covered'
}

/** What an entry says, final or not. */
export function contentOf(entry: Entry): Draft | Delta {
  return isPacket(entry) ? entry.delta : entry.draft
}
