import type { StoreReader, StoreWriter } from '@torsor/store'
import { faceRange, type FaceMeta } from './layout.js'
import type { OutboxRow } from './rows.js'

/**
 * A batch as it was written. Nothing is read for it: the tab believes that `after` is the last revision, and that all it
 * knows is so. The storage gives the row the next revision, and only where that is `after + 1` does the batch count:
 * otherwise another tab came between, the row is void, and its writer tries again.
 */
export interface BatchRow extends OutboxRow {
  readonly after: number
}

export interface Batch {
  readonly revision: number
  readonly row: OutboxRow
}

export interface Journal {
  /** The last one; 0: nothing was ever written. Its row stays until there is a later one. */
  readonly revision: number
  /** Those that count, in order. */
  readonly batches: readonly Batch[]
}

export async function readJournal(reader: StoreReader): Promise<Journal> {
  const rows = await reader.entries('journal')
  const batches: Batch[] = []
  for (const [key, row] of rows) {
    const revision = Number(key)
    if (row !== null && !isVoid(row, revision)) batches.push({ revision, row: row as OutboxRow })
  }
  return { revision: Number(rows.at(-1)?.[0] ?? 0), batches }
}

function isVoid(row: unknown, revision: number): boolean {
  const { after } = row as Partial<BatchRow>
  return typeof after === 'number' && after !== revision - 1
}

/** What is this device's own: folded, or not yet. */
export async function readRows(reader: StoreReader): Promise<readonly OutboxRow[]> {
  const folded = (await reader.entries('outbox')).map(([, row]) => row as OutboxRow)
  return [...folded, ...(await readJournal(reader)).batches.map(({ row }) => row)]
}

export async function readRevision(reader: StoreReader): Promise<number> {
  return Number((await reader.keys('journal')).at(-1) ?? 0)
}

/** Every write transaction that other tabs must hear of, and that stores no batch, calls this once. */
export function nextRevision(writer: StoreWriter): Promise<number> {
  return writer.append('journal', null)
}

/** Takes batches out of the journal; the last row may go, too, so the next revision must follow. */
export function removeBatches(writer: StoreWriter, { batches }: Journal, removed: ReadonlySet<Batch>): void {
  const kept = batches.filter((batch) => !removed.has(batch))
  if (kept.length === 0) return writer.clear('journal')
  for (const { revision } of removed) writer.delete('journal', revision)
}

/** Drops the rows of revisions that stored no batch, as far as none that did lies before them. */
export async function sweepJournal(writer: StoreWriter): Promise<void> {
  const { revision, batches } = await readJournal(writer)
  writer.deleteRange('journal', { to: (batches[0]?.revision ?? revision) - 1 })
}

/** The last write of a page load that is stored (rule 13): in the journal, or noted when it left that. */
export async function readFace(reader: StoreReader, face: string): Promise<number> {
  const noted = (await reader.get('meta', ['face', face])) as FaceMeta | undefined
  return lastWrites(new Map([[face, noted?.number ?? 0]]), await readJournal(reader)).get(face) ?? 0
}

/** The same of every page load. */
export async function readFaces(reader: StoreReader): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.entries('meta', faceRange)
  const noted = rows.map(([key, value]) => [Array.isArray(key) ? String(key[1]) : '', (value as FaceMeta).number] as const)
  return lastWrites(new Map(noted), await readJournal(reader))
}

function lastWrites(noted: Map<string, number>, { batches }: Journal): Map<string, number> {
  for (const { row } of batches) {
    // A damaged row says nothing.
    if (!Array.isArray(row.writes)) continue
    for (const [face, , last] of row.writes) noted.set(face, Math.max(noted.get(face) ?? 0, last))
  }
  return noted
}
