import { TorsorError, toErrorRecord } from '@torsor/core'
import { isKept, type Entry, type OpenEntry, type PacketEntry } from '../outbox/entry.js'
import type { EngineEvent } from '../space/engine-port.js'
import type { SpaceCore } from './space-core.js'

/** Tells a page load what became of its writes, each thing once. */
export class Verdicts {
  readonly #core: SpaceCore
  readonly #emit: (event: EngineEvent) => void
  #persisted = 0
  #synced = 0
  #rejected = new Set<number>()
  /** The version of the outbox of which it was told how far it is synced. */
  #reported = -1

  constructor(core: SpaceCore, emit: (event: EngineEvent) => void) {
    this.#core = core
    this.#emit = emit
  }

  /** What was told may be so no longer, or of another page load. */
  again(): void {
    this.#reported = -1
  }

  persisted(through: number): void {
    if (through <= this.#persisted) return
    this.#persisted = through
    this.#emit({ type: 'persisted', through })
  }

  reject(number: number, error: TorsorError): void {
    if (this.#rejected.has(number)) return
    this.#rejected.add(number)
    this.#emit({ type: 'rejected', number, error: toErrorRecord(error) })
  }

  /** Of the writes up to `through`, those that are on no disk are `unsaved`. `knowsAll`: none of the others is where it cannot be seen. */
  report(face: string, through: number, unsaved: readonly OpenEntry[], knowsAll: boolean): void {
    const { memory, options, outbox } = this.#core
    // What stands in for the disk is none: only a relay can be trusted with it.
    if (options.fallback === undefined) this.persisted(unsaved.reduce((least, entry) => Math.min(least, firstOf(entry, face) - 1), through))
    if (this.#reported === outbox.version) return
    this.#reported = outbox.version
    let synced = through
    for (const entry of memory.accumulator.entries) {
      if (isKept(entry)) continue
      if (entry.kind === 'refused') this.#refuse(entry, face)
      else synced = Math.min(synced, firstOf(entry, face) - 1)
    }
    if (!knowsAll || synced <= this.#synced) return
    this.#synced = synced
    this.#emit({ type: 'synced', through: synced })
  }

  #refuse({ writes, refusal }: PacketEntry, face: string): void {
    const error = new TorsorError('packet-refused', refusal?.message ?? 'refused', refusal ?? {})
    for (const [by, first, last] of writes) if (by === face) for (let number = first; number <= last; number++) this.reject(number, error)
  }
}

/** The first of a face's writes that an entry holds. */
function firstOf(entry: Entry, face: string): number {
  let first = Infinity
  for (const [by, from] of entry.writes) if (by === face) first = Math.min(first, from)
  return first
}
