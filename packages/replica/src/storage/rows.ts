import { decodeDelta, hashBytes, TorsorError, type ErrorRecord } from '@torsor/core'
import type { ReplicaId } from '@torsor/protocol'
import { decodeDraft, encodeDraft } from '../edits/draft-codec.js'
import { isPacket, type Entry, type FaceWrites } from '../outbox/entry.js'

/** Bytes with a checksum: a disk that returns other bytes than it was given must not be believed. */
interface Sealed {
  readonly bytes: Uint8Array
  readonly sum: number
}

export interface OutboxRow extends Sealed {
  readonly kind: Entry['kind']
  readonly id: ReplicaId
  readonly from: number
  readonly to: number
  readonly at: number
  readonly writes: FaceWrites
  readonly confirmedAt: number | null
  readonly refusal: ErrorRecord | null
}

export interface LogRow extends Sealed {
  /** delta: composed on the reference at `previous`; absolute: cells that are now so (a catching-up). */
  readonly kind: 'delta' | 'absolute'
  readonly previous: number
  readonly position: number
}

export type PageRow = Sealed

export function seal(bytes: Uint8Array): Sealed {
  return { bytes, sum: hashBytes(bytes) }
}

/** The bytes of a row that is whole; anything else is `storage-damaged`. */
export function unseal(row: unknown, where: string): Uint8Array {
  if (typeof row !== 'object' || row === null) throw damaged(where, 'is no row')
  const { bytes, sum } = row as Partial<Sealed>
  if (!(bytes instanceof Uint8Array)) throw damaged(where, 'has no bytes')
  if (hashBytes(bytes) !== sum) throw damaged(where, 'does not match its checksum')
  return bytes
}

export function damaged(where: string, why: string, cause?: unknown): TorsorError<'storage-damaged'> {
  return new TorsorError('storage-damaged', `a stored row of ${where} ${why}; it was set aside`, { data: { where, why }, cause })
}

export function outboxKey(key: { readonly id: ReplicaId; readonly from: number }): readonly [string, number] {
  return [key.id, key.from]
}

/** All rows of one replica id. */
export function outboxRange(id: ReplicaId): { from: readonly [string, number]; to: readonly [string, number] } {
  return { from: [id, 0], to: [id, Number.MAX_SAFE_INTEGER] }
}

export function toOutboxRow(entry: Entry & { readonly id: ReplicaId }): OutboxRow {
  const packet = isPacket(entry)
  return {
    kind: entry.kind,
    id: entry.id,
    from: entry.from,
    to: entry.to,
    at: entry.at,
    writes: entry.writes,
    confirmedAt: entry.kind === 'open' ? null : entry.confirmedAt,
    refusal: packet ? entry.refusal : null,
    ...seal(packet ? entry.packet : encodeDraft(entry.draft)),
  }
}

/** Decodes a row of the outbox; throws `storage-damaged` for whatever is not one. */
export function fromOutboxRow(row: unknown): Entry & { readonly id: ReplicaId } {
  const bytes = unseal(row, 'outbox')
  const { kind, id, from, to, at, writes, confirmedAt, refusal } = row as OutboxRow
  const known = typeof id === 'string' && /^[0-9a-f]{16}$/.test(id)
  if (!known || !isCount(from) || !isCount(to) || from > to || !Array.isArray(writes) || !Number.isFinite(at))
    throw damaged('outbox', 'has a malformed key')
  const base = { id, from, to, at, writes, size: bytes.length }
  try {
    if (kind === 'open') return { ...base, kind, draft: decodeDraft(bytes) }
    if (kind === 'covered') return { ...base, kind, draft: decodeDraft(bytes), confirmedAt: confirmedAt ?? null }
    if (kind !== 'frozen' && kind !== 'confirmed' && kind !== 'refused') throw damaged('outbox', 'is of an unknown kind')
    return { ...base, kind, delta: decodeDelta(bytes), packet: bytes, confirmedAt: confirmedAt ?? null, refusal: refusal ?? null }
  } catch (error) {
    if (error instanceof TorsorError && error.code === 'storage-damaged') throw error
    throw damaged('outbox', `does not decode (${error instanceof Error ? error.message : String(error)})`)
  }
}

export function fromLogRow(row: unknown): LogRow {
  const bytes = unseal(row, 'log')
  const { kind, previous, position, sum } = row as LogRow
  if ((kind !== 'delta' && kind !== 'absolute') || !Number.isSafeInteger(previous) || !Number.isSafeInteger(position))
    throw damaged('log', 'has a malformed key')
  return { kind, previous, position, bytes, sum }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}
