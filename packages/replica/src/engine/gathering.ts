import { TorsorError } from '@torsor/core'
import * as limits from '@torsor/protocol/limits'
import { composeDraftInto } from '../edits/compose.js'
import type { Draft } from '../edits/draft.js'
import { weightOf } from '../edits/weight.js'
import type { Entry, OpenEntry } from '../outbox/entry.js'
import type { Memory } from '../read/memory.js'
import type { WriteRequest } from '../space/engine-port.js'

/** What may wait unfrozen: it will be one packet, and a packet has a bound. Half of it leaves room for keys and headers. */
const OPEN_BYTES = limits.packet / 2

interface Growing extends OpenEntry {
  size: number
  writes: [face: string, first: number, last: number][]
}

/** Writes on no disk yet. What comes while a transaction runs gathers here: it will be one batch. */
export class Gathering {
  readonly #memory: Memory
  #sequence = 0
  #growing: Growing | null = null
  /** What waits unfrozen without what is growing, and the entries of which that was the sum. */
  #open: { readonly of: readonly Entry[]; readonly bytes: number } = { of: [], bytes: 0 }

  constructor(memory: Memory) {
    this.#memory = memory
  }

  /** More was written than the transaction under way holds. */
  get isGrowing(): boolean {
    return this.#growing !== null
  }

  /** What a write weighs, in bytes; refuses it when more would lie open than one packet takes. */
  weigh({ intents }: WriteRequest): number {
    const size = weightOf(intents)
    const bytes = this.#openBytes() + size
    if (bytes > OPEN_BYTES) throw tooMuchOpen(bytes)
    return size
  }

  /** Into READ at once. `mayJoin`: with what the same face wrote before, the last of it under this number. */
  add({ face, number }: WriteRequest, draft: Draft, size: number, mayJoin: (last: number) => boolean): void {
    const { accumulator, touched, now } = this.#memory
    touched.all(draft)
    const growing = this.#growing
    const writes = growing?.writes.at(-1)
    if (growing !== null && writes !== undefined && writes[0] === face && mayJoin(writes[2])) {
      composeDraftInto(growing.draft, draft)
      accumulator.extend(draft)
      growing.size += size
      writes[2] = number
      return
    }
    const last = ++this.#sequence
    this.#growing = {
      kind: 'open',
      id: null,
      from: last,
      to: last,
      at: Math.max(now(), accumulator.lastBefore + 1),
      size,
      writes: [[face, number, number]],
      draft,
    }
    accumulator.append(this.#growing)
  }

  /** A transaction takes what is here: what comes from now on is for the next one. */
  close(): void {
    this.#growing = null
    this.#open = { of: [], bytes: 0 }
  }

  /** What is on no disk stands at the end. */
  unsaved(): readonly OpenEntry[] {
    const { entries } = this.#memory.accumulator
    const unsaved: OpenEntry[] = []
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at]
      if (entry?.kind !== 'open' || entry.id !== null) break
      unsaved.unshift(entry)
    }
    return unsaved
  }

  /** Summed anew where the entries are others: not for every write of a burst. */
  #openBytes(): number {
    const { entries } = this.#memory.accumulator
    const growing = this.#growing
    if (this.#open.of !== entries) {
      let bytes = 0
      for (const entry of entries) if (entry.kind === 'open' && entry !== growing) bytes += entry.size
      this.#open = { of: entries, bytes }
    }
    return this.#open.bytes + (growing?.size ?? 0)
  }
}

function tooMuchOpen(bytes: number): TorsorError<'too-large'> {
  return new TorsorError('too-large', `${bytes} bytes of edits wait, as many as one packet takes; sync first`, {
    retryable: true,
    data: { bytes, limit: OPEN_BYTES },
  })
}
