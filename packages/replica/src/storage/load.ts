import {
  applyDelta,
  joinState,
  decodeAbsolute,
  decodeDelta,
  loadAbsolute,
  TorsorError,
  type Delta,
  type State,
  type StatePart,
} from '@torsor/core'
import type { ReplicaStore, StoreKey, StoreName, StoreReader } from '@torsor/store'
import type { Entry } from '../outbox/entry.js'
import { decodePage } from '../reference/pages.js'
import { nextRevision, readFaces, readJournal } from './journal.js'
import { readIdentity, readReferenceMeta, readStaging, type Identity, type ReferenceMeta, type StagingMeta } from './layout.js'
import { damaged, fromLogRow, fromOutboxRow } from './rows.js'

export interface Damage {
  readonly store: StoreName
  readonly key: StoreKey
  readonly value: unknown
  readonly error: TorsorError
}

export interface LoadedReplica {
  readonly identity: Identity
  readonly reference: ReferenceMeta
  readonly revision: number
  readonly state: State
  /** The log not folded into pages yet: what its rows hold, and how long they are. */
  readonly log: readonly { readonly delta: Delta; readonly bytes: number }[]
  /** Bytes of every page, by bucket. */
  readonly pageSizes: ReadonlyMap<number, number>
  /** The last write of every page load that is stored (rule 13). */
  readonly faces: ReadonlyMap<string, number>
  readonly entries: readonly (Entry & { readonly id: string })[]
  /** Those of them that lie in the journal. */
  readonly unfolded: ReadonlySet<Entry>
  readonly staging: { readonly meta: StagingMeta; readonly slices: readonly Uint8Array[] } | null
  /** Rows that could not be read; the rest is loaded. */
  readonly damages: readonly Damage[]
}

/** Bytes of pages decoded at a stretch, about 10 ms of work: a worker has other spaces, and messages to answer. */
const SLICE_BYTES = 256 * 1024

/**
 * Reads everything a replica has stored, from one snapshot. Damaged rows are named, never thrown. `pause` lets others go first, between
 * slices of pages.
 */
export async function loadReplica(store: ReplicaStore, pause: () => Promise<void> = atOnce): Promise<LoadedReplica> {
  const raw = await store.read(async (reader) => ({
    identity: await readIdentity(reader),
    reference: await readReferenceMeta(reader),
    journal: await readJournal(reader),
    outbox: await reader.entries('outbox'),
    log: await reader.entries('log'),
    pages: await reader.entries('pages'),
    staging: await loadStaging(reader),
    faces: await readFaces(reader),
  }))
  const damages: Damage[] = []
  const attempt = <T>(storeName: StoreName, key: StoreKey, value: unknown, decode: (value: unknown) => T): T | undefined => {
    try {
      return decode(value)
    } catch (error) {
      damages.push({ store: storeName, key, value, error: asDamage(error, storeName) })
      return undefined
    }
  }
  const pages: StatePart[] = []
  const pageSizes = new Map<number, number>()
  let decoded = 0
  for (const [key, value] of raw.pages) {
    const page = attempt('pages', key, value, (row) => decodePage(row, Number(key), raw.reference.pageCount))
    if (page === undefined) continue
    pages.push(page)
    const size = sizeOf(value)
    pageSizes.set(Number(key), size)
    if (Math.floor(decoded / SLICE_BYTES) !== Math.floor((decoded += size) / SLICE_BYTES)) await pause()
  }
  const state = joinState(pages)
  const log: { delta: Delta; bytes: number }[] = []
  for (const [key, value] of raw.log) {
    attempt('log', key, value, (row) => {
      const entry = fromLogRow(row)
      const delta = entry.kind === 'delta' ? decodeDelta(entry.bytes) : decodeAbsolute(entry.bytes)
      if (entry.kind === 'delta') applyDelta(state, delta)
      else loadAbsolute(state, delta)
      log.push({ delta, bytes: entry.bytes.length })
    })
  }
  const entries = raw.outbox.map(([key, value]) => attempt('outbox', key, value, fromOutboxRow)).filter((entry) => entry !== undefined)
  const unfolded = new Set<Entry>()
  for (const { revision, row } of raw.journal.batches) {
    const entry = attempt('journal', revision, row, fromOutboxRow)
    if (entry === undefined) continue
    entries.push(entry)
    unfolded.add(entry)
  }
  return {
    identity: raw.identity,
    reference: raw.reference,
    revision: raw.journal.revision,
    state,
    log,
    pageSizes,
    faces: raw.faces,
    entries,
    unfolded,
    staging: raw.staging,
    damages,
  }
}

const atOnce = (): Promise<void> => Promise.resolve()

async function loadStaging(reader: StoreReader): Promise<LoadedReplica['staging']> {
  const meta = await readStaging(reader)
  if (meta === null) return null
  const rows = await reader.entries('meta', { from: ['slice', 0], to: ['slice', Number.MAX_SAFE_INTEGER] })
  const slices = rows.map(([, value]) => value).filter((value): value is Uint8Array => value instanceof Uint8Array)
  // A staging that lost a slice, or has one that does not decode, is worth nothing: the catching-up begins again.
  return slices.length === meta.slices && slices.every(decodes) ? { meta, slices } : null
}

/**
 * Moves damaged rows out of the way, keeping their bytes. A reference with a hole is no reference: forgetting its place
 * makes the next session load the whole state. Other tabs hold it whole, but nothing could be added to it on this disk:
 * the revision tells them to read again. Resolves with it; null: the reference is whole.
 */
export async function setAside(store: ReplicaStore, damages: readonly Damage[], now: number): Promise<number | null> {
  if (damages.length === 0) return null
  return store.write('strict', async (writer) => {
    for (const { store: name, key, value } of damages) {
      writer.put('meta', ['damaged', name, Array.isArray(key) ? key.join('/') : String(key), now], value)
      // The revision that a batch had stays in the journal.
      if (name === 'journal') writer.put(name, key, null)
      else writer.delete(name, key)
    }
    if (!damages.some(({ store: name }) => isReference(name))) return null
    const reference = await readReferenceMeta(writer)
    writer.put('meta', 'reference', { ...reference, nonce: null, position: 0 } satisfies ReferenceMeta)
    return nextRevision(writer)
  })
}

/** What is damaged there leaves a hole in the reference. */
export function isReference(name: StoreName): boolean {
  return name === 'pages' || name === 'log'
}

function decodes(slice: Uint8Array): boolean {
  try {
    decodeAbsolute(slice)
    return true
  } catch {
    return false
  }
}

function asDamage(error: unknown, where: string): TorsorError {
  if (error instanceof TorsorError && error.code === 'storage-damaged') return error
  return damaged(where, 'does not decode', error)
}

function sizeOf(value: unknown): number {
  const bytes = (value as { bytes?: unknown } | null)?.bytes
  return bytes instanceof Uint8Array ? bytes.length : 0
}
