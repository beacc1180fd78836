import type { LogEntry, LogReader, ReadLimit } from '../log/index.js'
import { FoldedSpace, partsOf } from './folded.js'
import { decodeSnapshot } from './snapshot.js'

const page: ReadLimit = { entries: 512, bytes: 4 * 1024 * 1024 }

/** What a snapshot remembers of a space, or nothing: the place from which its log has to be folded. */
export async function loadSnapshot(log: LogReader, name: string): Promise<FoldedSpace> {
  const snapshot = await log.snapshot(name)
  const folded = snapshot === null ? null : decodeSnapshot(snapshot.bytes)
  return folded !== null && folded.folded <= (await log.head(name)) ? folded : new FoldedSpace()
}

/** Folds entries of the past, whose senders are not there to be told. */
export async function foldEntries(space: FoldedSpace, log: LogReader, name: string, entries: readonly LogEntry[]): Promise<void> {
  for (const entry of entries) {
    const parts = space.coverage(entry) === 'some' ? await partsOf(log, name, entry, space.vector.ranges(entry.id)) : null
    space.fold(entry, null, parts)
  }
}

/** A space as its log now has it. */
export async function loadSpace(log: LogReader, name: string): Promise<FoldedSpace> {
  const space = await loadSnapshot(log, name)
  for (;;) {
    const entries = await log.read(name, space.folded, page)
    if (entries.length === 0) return space
    await foldEntries(space, log, name, entries)
  }
}
