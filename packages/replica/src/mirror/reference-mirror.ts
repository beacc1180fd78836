import { decodeAbsolute } from '@torsor/core'
import type { Memory } from '../read/memory.js'
import { DecodedDeltas } from '../reference/decoded-deltas.js'
import { DirtyPages } from '../reference/dirty-pages.js'
import { initialReference, type ReferenceMeta } from '../storage/layout.js'
import { isReference, type LoadedReplica } from '../storage/load.js'
import type { Change } from '../transactions/change.js'

/** The reference in memory, as it lies on the disk in pages and log. */
export class ReferenceMirror {
  readonly deltas: DecodedDeltas = new DecodedDeltas()
  meta: ReferenceMeta = initialReference
  /** Pages that the log has changed since the last checkpoint, and how much log there is. */
  dirty: DirtyPages = new DirtyPages(1, new Map())
  readonly #memory: Memory
  #staging: LoadedReplica['staging'] = null

  constructor(memory: Memory) {
    this.#memory = memory
  }

  /** What an interrupted catching-up left on the disk when it was read. */
  get staging(): LoadedReplica['staging'] {
    return this.#staging
  }

  dropStaging(): void {
    this.#staging = null
  }

  /** Everything was read from the disk. */
  adopt(loaded: LoadedReplica): void {
    const torn = loaded.damages.some(({ store }) => isReference(store))
    this.meta = torn ? { ...loaded.reference, nonce: null, position: 0 } : loaded.reference
    this.#staging = torn ? null : loaded.staging
    this.#memory.reference = loaded.state
    this.#memory.place = { nonce: this.meta.nonce, position: this.meta.position }
    // Which pages the log touched is not stored: the first checkpoint after opening rewrites those of all its cells.
    this.dirty = new DirtyPages(this.meta.pageCount, loaded.pageSizes)
    for (const { delta, bytes } of loaded.log) this.dirty.add(delta, bytes)
  }

  /** False: the tab that committed the change led on another reference than this one, and the disk has to be read. */
  apply(change: Change): boolean {
    const follows = this.#applyLog(change)
    if (change.place !== undefined)
      this.meta = { ...this.meta, ...change.place, lastSyncedAt: change.lastSyncedAt ?? this.meta.lastSyncedAt }
    return follows
  }

  #applyLog(change: Change): boolean {
    const memory = this.#memory
    const first = change.log[0]
    if (first !== undefined && first.previous !== memory.place.position) return false
    for (const row of change.log) {
      const delta = row.kind === 'delta' ? this.deltas.of(row.bytes) : decodeAbsolute(row.bytes)
      if (row.kind === 'delta') memory.applyToReference(delta)
      else memory.loadIntoReference(delta)
      this.dirty.add(delta, row.bytes.length)
    }
    if (change.place !== undefined) memory.place = change.place
    return true
  }
}
