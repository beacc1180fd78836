import { TorsorError } from '@torsor/core'
import type { LogEntry, LogReader, ReadLimit } from '../log/index.js'
import { FoldedSpace, lookUp } from './folded.js'
import { decodeSnapshot } from './snapshot.js'

const page: ReadLimit = { entries: 512, bytes: 4 * 1024 * 1024 }

/** What a snapshot remembers of a space, or nothing: the place from which its log has to be folded. Throws `storage-damaged`. */
export async function loadSnapshot(log: LogReader, name: string): Promise<FoldedSpace> {
  const snapshot = await log.snapshot(name)
  const folded = snapshot === null ? null : decodeSnapshot(snapshot.bytes)
  const from = folded !== null && folded.folded <= (await log.head(name)) ? folded : new FoldedSpace()
  // Folding what is left of a trimmed log from nothing would give another state, and nobody would be told.
  if (from.folded < (await log.floor(name)).position)
    throw new TorsorError('storage-damaged', `The log of "${name}" is no longer kept from its beginning on, and its snapshot is damaged.`, {
      data: { space: name },
    })
  return from
}

/** Folds entries of the past, whose senders are not there to be told. */
export async function foldEntries(space: FoldedSpace, log: LogReader, name: string, entries: readonly LogEntry[]): Promise<void> {
  for (const entry of entries) {
    space.fold(entry, null, await lookUp(space, log, name, entry))
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
