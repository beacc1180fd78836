import type { Nonce, PacketKey, ReplicaId } from '@torsor/protocol'
import type { KeyRange, ReplicaStore, StoreWriter } from '@torsor/store'
import { nextRevision, readJournal, removeBatches, type Batch } from '../storage/journal.js'
import { readIdentity, readReferenceMeta, type ReferenceMeta } from '../storage/layout.js'
import { outboxKey, outboxRange, seal, type LogRow, type OutboxRow } from '../storage/rows.js'
import { refusalOf } from '../outbox/refusal.js'
import { settle, type Covers } from '../outbox/settle.js'
import { unchanged, type Change } from './change.js'
import { leaveJournal } from './leave-journal.js'

/** One record of the live stream: what takes the reference from `previous` to `position`. */
export interface StreamItem {
  readonly previous: number
  readonly position: number
  /** `encodeDelta` bytes. */
  readonly bytes: Uint8Array
  /** The own packets it holds, or null. */
  readonly own: PacketKey | null
}

/** moved: the reference stands elsewhere. unknown: own packets may have come as if they were another device's. */
export type StreamResult = 'applied' | 'moved' | 'unknown'

/**
 * Moves the reference along the live stream, on condition that it stands where the first record begins (rule 8): two
 * tabs that both think they lead cannot apply one twice. `composed`: what the records come to together, which is all that
 * is stored of them: a row costs the disk as much as a thousand cells. `known`: the own ids that the relay knows the
 * connection by.
 */
export async function applyStream(
  store: ReplicaStore,
  nonce: Nonce,
  items: readonly StreamItem[],
  composed: Uint8Array,
  now: number,
  known: readonly ReplicaId[],
): Promise<Change | Exclude<StreamResult, 'applied'>> {
  const first = items[0]
  const last = items.at(-1)
  if (first === undefined || last === undefined) return 'moved'
  return store.write('relaxed', async (writer) => {
    const reference = await readReferenceMeta(writer)
    if (reference.nonce !== nonce || reference.position !== first.previous) return 'moved'
    if (await isPushedByAnother(writer, known)) return 'unknown'
    const row: LogRow = { kind: 'delta', previous: first.previous, position: last.position, ...seal(composed) }
    writer.put('log', [row.position, 0], row)
    writer.put('meta', 'reference', { ...reference, position: last.position, lastSyncedAt: now } satisfies ReferenceMeta)
    const own = items.flatMap((item) => (item.own === null ? [] : [item.own]))
    const put: OutboxRow[] = []
    for (const key of own) {
      // What is kept of earlier packets of this id need not be read: it can be thousands of rows.
      put.push(...(await settleOutbox(writer, within([key]), now, { from: outboxKey(key), to: outboxRange(key.id).to })))
    }
    const place = { nonce, position: last.position }
    return { ...unchanged(await nextRevision(writer)), put, log: [row], place, lastSyncedAt: now }
  })
}

/**
 * Whether something was frozen, and may have been pushed by another tab that thinks it leads, under an id which the relay
 * does not know as this connection's: it may have come as if it were somebody else's, and would count twice. Ids are minted one after the
 * other, so only the latest can be new to a connection, and those of tabs that came back from memory.
 */
export async function isPushedByAnother(writer: StoreWriter, known: readonly ReplicaId[]): Promise<boolean> {
  const { id, returned = [] } = await readIdentity(writer)
  if (returned.some((other) => !known.includes(other))) return true
  // What was never frozen lies in the journal.
  return id !== null && !known.includes(id) && (await writer.keys('outbox', outboxRange(id))).length > 0
}

function within(own: readonly PacketKey[]): Covers {
  return (id, from, to) => (own.some((key) => key.id === id && key.from <= from && to <= key.to) ? 'held' : 'no')
}

const refusedBefore = 'the relay refused this packet for good; the answer was lost on the way'

/**
 * Applies the verdicts of a coverage to what is stored, or to the part of it that the coverage speaks of. A batch of the
 * journal that turns out to be covered is one no more: it moves to the outbox.
 */
export async function settleOutbox(writer: StoreWriter, covers: Covers, now: number, part?: KeyRange): Promise<OutboxRow[]> {
  const stored = (await writer.entries('outbox', part)).map(([, value]) => value as OutboxRow)
  const journal = await readJournal(writer)
  const batches = new Map(journal.batches.map((batch) => [batch.row, batch]))
  const put: OutboxRow[] = []
  const moved = new Set<Batch>()
  for (const [row, verdict] of settle([...stored, ...batches.keys()], covers)) {
    const open = row.kind === 'open' || row.kind === 'covered'
    if (verdict === 'confirm') put.push({ ...row, kind: open ? 'covered' : 'confirmed', confirmedAt: row.confirmedAt ?? now })
    else if (verdict === 'park')
      put.push({ ...row, kind: 'refused', refusal: refusalOf({ ...row, code: 'void', message: refusedBefore, cells: [] }) })
    else if (verdict === 'bring-back' && part === undefined) put.push({ ...row, kind: open ? 'open' : 'frozen' })
    else continue
    const batch = batches.get(row)
    if (batch !== undefined) moved.add(batch)
  }
  for (const row of put) writer.put('outbox', [row.id, row.from], row)
  if (moved.size > 0) removeBatches(writer, journal, moved)
  for (const { row } of moved) await leaveJournal(writer, row)
  return put
}
