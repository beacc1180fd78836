import type { ReplicaId } from '@torsor/protocol'
import {
  storeNames,
  type OpenStore,
  type ReplicaStore,
  type StoreKey,
  type StoreName,
  type StoreReader,
  type StoreWriter,
} from '@torsor/store'
import { isKept, packetName } from '../outbox/entry.js'
import { isMemoryId } from '../outbox/memory-id.js'
import type { Earlier } from '../space/engine-port.js'
import { readFace, readJournal, readRows, removeBatches } from '../storage/journal.js'
import { clearStaging, readReferenceMeta, type FaceMeta, type ReferenceMeta } from '../storage/layout.js'
import { outboxKey, outboxRange, type OutboxRow } from '../storage/rows.js'
import { bringRows } from '../transactions/bring-rows.js'
import { leaveJournal } from '../transactions/leave-journal.js'

/** Memory that stands in for a disk which cannot be written. */
export interface Fallback {
  readonly store: ReplicaStore
  /** Ids of batches that lie on the disk, open, or covered until a relay loses them: there they will be frozen, or nowhere (rule 3). */
  readonly held: Set<ReplicaId>
  /** Ids minted here: their rows are on no disk. */
  readonly minted: Set<ReplicaId>
  /** Where the disk stood, and which packets it had, when it was copied; null: it could not even be read. */
  readonly copied: { readonly place: ReferenceMeta; readonly packets: ReadonlySet<string> } | null
  /** The last write of the page before it: up to this one they lie on the disk, or nowhere. */
  readonly after: number
  /** Packets that the disk got since, of other tabs: until a relay has told what it holds of them, `since` is when it last told anything. */
  learned: { readonly names: ReadonlySet<string>; readonly since: number | null }
}

const nothingLearned = { names: new Set<string>(), since: null }

/** Nothing of a disk is known; what an earlier worker stored in memory goes on where it began. */
export function emptyFallback(store: ReplicaStore, { written, stays }: Earlier): Fallback {
  const after = stays.find(([, through]) => through === written)?.[0] ?? written
  return { store, held: new Set(), minted: new Set(), copied: null, after, learned: nothingLearned }
}

/** What a disk holds that can still be read, in memory. Whatever is written on top of it is so under another id (rule 13). */
export async function copyToMemory(disk: ReplicaStore, open: OpenStore, name: string, face: string | null): Promise<Fallback> {
  const { rooms, journal } = await disk.read(async (reader) => ({ rooms: await readRooms(reader), journal: await readJournal(reader) }))
  const store = await open(name)
  const held = new Set<ReplicaId>()
  const minted = new Set<ReplicaId>()
  const packets = new Set<string>()
  // What an earlier stay in memory brought there goes on here: whoever freezes it does so alike.
  const keep = ({ id, writes }: OutboxRow): unknown => (isMemoryId(id) && writes[0]?.[0] === face ? minted : held).add(id)
  await store.write('relaxed', async (writer) => {
    for (const [room, entries] of rooms) {
      for (const [key, value] of entries) {
        if (isCopied(room, key)) writer.put(room, key, value)
        if (room !== 'outbox') continue
        const row = value as OutboxRow
        if (row.kind === 'open' || row.kind === 'covered') keep(row)
        if (row.kind !== 'open') packets.add(packetName(row))
      }
    }
    for (const { row } of journal.batches) {
      writer.put('outbox', outboxKey(row), row)
      await leaveJournal(writer, row)
      keep(row)
    }
  })
  const after = await store.read((reader) => readFace(reader, face ?? ''))
  return { store, held, minted, copied: { place: await store.read(readReferenceMeta), packets }, after, learned: nothingLearned }
}

type Rooms = readonly (readonly [StoreName, readonly (readonly [StoreKey, unknown])[]])[]

function readRooms(reader: StoreReader): Promise<Rooms> {
  return Promise.all(storeNames.map(async (room) => [room, await reader.entries(room)] as const))
}

/** Not who writes, nor a catching-up that is under way; and the journal is folded. */
function isCopied(room: StoreName, key: StoreKey): boolean {
  if (room === 'meta') return key === 'reference' || (Array.isArray(key) && (key[0] === 'face' || key[0] === 'columns'))
  return room !== 'journal'
}

/**
 * Brings memory back onto the disk: what was written in it, and its reference where that is ahead and holds no packet
 * which the disk has and memory does not know as ours: that would count twice. False: for now either would count
 * something twice, or hide it. `atOnce`: a relay tells what is so, and who closes cannot wait for it.
 */
export async function returnToDisk(fallback: Fallback, disk: ReplicaStore, atOnce: boolean): Promise<boolean> {
  const { store, minted, copied, learned } = fallback
  const memory = await store.read(readRooms)
  const rows = new Map((await store.read(readRows)).map((row) => [packetName(row), row]))
  const own = [...rows.values()].filter(({ id }) => minted.has(id))
  const place = await store.read(readReferenceMeta)
  const unsure = place.lastSyncedAt === learned.since ? learned.names : nothingLearned.names
  let unknown: readonly OutboxRow[] = []
  const isBack = await disk.write('strict', async (writer) => {
    const there = await readReferenceMeta(writer)
    const outbox = (await writer.entries('outbox')).map(([, row]) => row as OutboxRow)
    const packets = outbox.filter(({ kind }) => kind !== 'open')
    const isSameLog = there.nonce === place.nonce
    const isBehind = isSameLog && there.position <= place.position
    const isUntouched = copied !== null && there.nonce === copied.place.nonce && there.position === copied.place.position
    unknown = packets.filter((row) => {
      const name = packetName(row)
      return (rows.get(name)?.kind ?? 'open') === 'open' && copied?.packets.has(name) !== true
    })
    const isKnown = unknown.length === 0 && !packets.some((row) => unsure.has(packetName(row)))
    let back = own
    const takesReference = isKnown && (isSameLog ? isBehind : isUntouched || atOnce || isNewer(place, there))
    if (takesReference) await putReference(writer, memory, place, packets, rows)
    else if (isUntouched) back = own.filter((row) => !copied.packets.has(packetName(row))).map(uncovered)
    else if (!atOnce) {
      const mayDouble = !isBehind && own.some(({ kind }) => kind === 'frozen')
      const mayHide = copied !== null && !(isSameLog && there.position >= place.position) && own.some(isKept)
      if (mayDouble || mayHide) return false
    }
    await settleOpen(writer, outbox, takesReference ? rows : new Map(), (row) => isCopy(row, fallback, own))
    await bringRows(writer, back, minted)
    await bringFaces(writer, memory)
    return true
  })
  if (!isBack && unknown.length > 0) await learn(fallback, unknown, place.lastSyncedAt)
  return isBack
}

/** What was written in memory is known to be stored, also where a relay had it so long ago that it is kept no more. */
async function bringFaces(writer: StoreWriter, rooms: Rooms): Promise<void> {
  for (const [room, entries] of rooms) {
    for (const [key, value] of room === 'meta' ? entries : []) {
      if (!Array.isArray(key) || key[0] !== 'face') continue
      const face = value as FaceMeta
      const there = (await writer.get('meta', key)) as FaceMeta | undefined
      if (face.number > (there?.number ?? 0)) writer.put('meta', key, face)
    }
  }
}

/**
 * As if a relay had them: when a session knows of them it tells whether that is so, and brings back what it lacks. Not
 * what lies open in memory, and was frozen by another tab: that the reference lacks it is known.
 */
async function learn(fallback: Fallback, packets: readonly OutboxRow[], since: number | null): Promise<void> {
  await fallback.store.write('relaxed', async (writer) => {
    for (const row of packets) {
      const rows = (await writer.entries('outbox', outboxRange(row.id))).map(([, value]) => value as OutboxRow)
      const open = rows.filter(({ kind, from, to }) => kind === 'open' && row.from <= from && to <= row.to)
      const isPacket = row.kind === 'frozen' || row.kind === 'confirmed'
      if (!isPacket && open.length > 0) continue
      for (const one of open) writer.delete('outbox', outboxKey(one))
      if (row.kind === 'covered') fallback.held.add(row.id)
      const kind = !isPacket ? row.kind : open.length > 0 ? 'frozen' : 'confirmed'
      // As of now, as far as is known: one that is kept no more would be learned again and again.
      writer.put('outbox', outboxKey(row), { ...row, kind, confirmedAt: Math.max(since ?? 0, row.confirmedAt ?? row.at) })
    }
  })
  fallback.learned = { names: new Set([...fallback.learned.names, ...packets.map(packetName)]), since }
}

/** Which of two logs comes after the other is not to be seen: the one that was heard of last is nearer to what a relay has. */
function isNewer(place: ReferenceMeta, there: ReferenceMeta): boolean {
  return (place.lastSyncedAt ?? 0) > (there.lastSyncedAt ?? 0)
}

/** What memory's reference holds, for one that was there before it: it counts in READ again (rule 7). */
function uncovered(row: OutboxRow): OutboxRow {
  return row.kind === 'confirmed' ? { ...row, kind: 'frozen' } : row.kind === 'covered' ? { ...row, kind: 'open' } : row
}

/** Memory has it, too: from the disk, or from a page that did not know whether the disk has it. */
function isCopy(row: OutboxRow, { minted, copied }: Fallback, own: readonly OutboxRow[]): boolean {
  if (!minted.has(row.id)) return false
  return copied !== null || own.some(({ id, from, to }) => id === row.id && from <= row.to && row.from <= to)
}

/**
 * Batches on the disk of which memory has a copy that went on; and those that another tab sent from its own memory, and
 * that the reference holds since.
 */
async function settleOpen(
  writer: StoreWriter,
  outbox: readonly OutboxRow[],
  rows: ReadonlyMap<string, OutboxRow>,
  isCopy: (row: OutboxRow) => boolean,
): Promise<void> {
  const isOver = (row: OutboxRow): boolean => isCopy(row) || rows.get(packetName(row))?.kind === 'covered'
  const journal = await readJournal(writer)
  const gone = new Set(journal.batches.filter(({ row }) => isOver(row)))
  for (const row of [...outbox.filter(({ kind }) => kind === 'open'), ...[...gone].map((batch) => batch.row)]) {
    if (!isOver(row)) continue
    const now = rows.get(packetName(row))
    if (isCopy(row) || now === undefined) writer.delete('outbox', outboxKey(row))
    else writer.put('outbox', outboxKey(row), now)
    await leaveJournal(writer, row)
  }
  if (gone.size > 0) removeBatches(writer, journal, gone)
}

/** What memory holds of the reference, and what that covers of the packets on the disk. */
async function putReference(
  writer: StoreWriter,
  rooms: Rooms,
  place: ReferenceMeta,
  packets: readonly OutboxRow[],
  rows: ReadonlyMap<string, OutboxRow>,
): Promise<void> {
  clearStaging(writer)
  writer.put('meta', 'reference', place)
  for (const [room, entries] of rooms) {
    if (room !== 'log' && room !== 'pages') continue
    writer.clear(room)
    for (const [key, value] of entries) writer.put(room, key, value)
  }
  for (const row of packets) {
    const now = rows.get(packetName(row))
    // One that is gone in memory was kept long enough.
    if (now === undefined) writer.delete('outbox', outboxKey(row))
    else writer.put('outbox', outboxKey(row), now)
  }
}

/** The disk, if it takes something, and what of a page load is stored there. */
export async function openIfWritable(
  open: () => Promise<ReplicaStore>,
  face: string,
): Promise<{ readonly disk: ReplicaStore; readonly stored: number } | null> {
  const disk = await open().catch(() => null)
  try {
    await disk?.write('relaxed', (writer) => Promise.resolve(writer.put('meta', 'probe', new Uint8Array(64 * 1024))))
    await disk?.write('relaxed', (writer) => Promise.resolve(writer.delete('meta', 'probe')))
    return disk && { disk, stored: await disk.read((reader) => readFace(reader, face)) }
  } catch {
    await disk?.close()
    return null
  }
}
