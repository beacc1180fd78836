import { decodeAbsolute, stateDigest, TorsorError, type ErrorRecord } from '@torsor/core'
import {
  digestCheck,
  nonceCheck,
  type Nonce,
  type OpenMessage,
  type PacketKey,
  type Place,
  type ReplicaId,
  type SliceMessage,
} from '@torsor/protocol'
import { frozenStamp, freezeDraft, type FreezeClock } from '../edits/freeze.js'
import { isPacket, type PacketEntry } from '../outbox/entry.js'
import type { StagingMeta } from '../storage/layout.js'
import { adopt, beginStaging, stageSlice } from '../transactions/catch-up.js'
import { applyStream, type StreamItem } from '../transactions/apply-stream.js'
import { checkpoint } from '../transactions/checkpoint.js'
import { declareColumns } from '../transactions/declare.js'
import { freezeOpen, type Open } from '../transactions/freeze-open.js'
import { pruneConfirmed, type Retention } from '../transactions/retention.js'
import { refusePacket } from '../transactions/refuse.js'
import type { Change } from '../transactions/change.js'
import type { SpaceCore } from './space-core.js'
import { Timers } from '../driver/timers.js'
import type { CaughtUp, Opened } from './told.js'

const defaultCheckpoint = { bytes: 256 * 1024, rows: 512 }

/** So much log is folded after so long without more of it: the next opening has less to do. */
const QUIET = { bytes: 32 * 1024, ms: 2_000 }

/** Where this device stands, as it tells a relay. */
export interface OpenPlace extends Pick<OpenMessage, 'own' | 'place' | 'staged' | 'columns'> {
  /** In full. */
  readonly reference: Place | null
}

/** The reference is the relay's, with this digest at this position. */
export interface Verified {
  readonly position: number
  readonly digest: string
}

/** moved: the reference stood elsewhere than assumed; differs: digests are not equal (rule 14). */
export type Compared = Verified | 'moved' | 'differs'

interface Staging {
  meta: StagingMeta
  readonly slices: Uint8Array[]
}

/** What a session does to a space: every method is one step, and steps run one after the other. */
export class Replication {
  readonly #core: SpaceCore
  readonly #retention: Retention
  #staging: Staging | null = null
  /** What the relay was told of when the present session opened: what it answers is about that, whatever came since. */
  #asked: { readonly place: Place | null; readonly staging: Staging | null } = { place: null, staging: null }
  /** The reference holds what the relay of the present session had when it said so: freezing is allowed (rule 4). */
  #caughtUp = false
  readonly #timers: Timers<'quiet'>

  constructor(core: SpaceCore, retention: Retention) {
    this.#core = core
    this.#retention = retention
    this.#timers = new Timers(core.options.world.clock)
  }

  close(): void {
    this.#timers.cancelAll()
  }

  /** Where this device stands. `whole`: as if it stood nowhere, because its reference is not to be trusted. `columns`: their hash. */
  openPlace(whole: boolean, columns: string): OpenPlace {
    const { memory, reference } = this.#core
    // What is written most goes first: the first id takes no byte in later messages.
    const own = new Set<ReplicaId>(memory.accumulator.currentId === null ? [] : [memory.accumulator.currentId])
    for (const entry of memory.accumulator.entries) if (entry.id !== null) own.add(entry.id)
    const place = whole || memory.place.nonce === null ? null : { nonce: memory.place.nonce, position: memory.place.position }
    const kept = this.#staging ?? this.#storedStaging()
    const staging = kept !== null && !whole && isOn(kept.meta, place) ? kept : null
    const staged =
      staging === null
        ? null
        : { nonce: nonceCheck(staging.meta.nonce), cursor: staging.meta.cursor, head: staging.meta.head, whole: staging.meta.whole }
    this.#asked = { place, staging }
    return {
      own: [...own],
      reference: place,
      place: place === null ? null : { nonce: nonceCheck(place.nonce), position: place.position },
      staged,
      columns: reference.meta.declared?.columns === columns && reference.meta.declared.nonce === place?.nonce ? null : columns,
    }
  }

  /** The relay says how this device will catch up. */
  begin(opened: Opened): Promise<void> {
    return this.#run(async () => {
      this.#caughtUp = false
      const { place, staging } = this.#asked
      if (opened.mode === 'staged') {
        if (staging === null) throw new TorsorError('protocol-violation', 'the relay goes on with a catching-up that nobody began')
        this.#staging = staging
      } else await this.#stageAnew(opened.nonce, opened.mode === 'since' ? place : null)
    })
  }

  /** The relay gave up streaming to a slow reader and walks again from the reference (rule 9). */
  beginBehind(position: number): Promise<boolean> {
    return this.#run(async () => {
      const { nonce, position: here } = this.#core.memory.place
      if (nonce === null || here !== position) return false
      await this.#stageAnew(nonce, { nonce, position })
      return true
    })
  }

  /** Stages a slice on the disk. False: another tab took over the staging. */
  stage(slice: SliceMessage): Promise<boolean> {
    return this.#run(async () => {
      const staging = this.#staging
      if (staging === null) return false
      // Rule 15: read whole before any of it is stored.
      decodeAbsolute(slice.cells)
      const meta: StagingMeta = { ...staging.meta, cursor: slice.cursor, head: slice.head, slices: staging.meta.slices + 1 }
      if (!(await stageSlice(this.#core.store, meta, slice.cells))) return false
      staging.meta = meta
      staging.slices.push(slice.cells)
      return true
    })
  }

  adopt(caughtUp: CaughtUp): Promise<Compared> {
    return this.#run(async () => {
      const staging = this.#staging
      this.#staging = null
      if (staging === null) return 'moved'
      const { nonce, position, coverage } = caughtUp
      const now = this.#core.memory.now()
      const change = await this.#core.commit((store) =>
        adopt(store, { staging: staging.meta, slices: staging.slices, nonce, position, coverage, now }),
      )
      if (change === null) return 'moved'
      await this.#tidy()
      // Another tab may have moved it on already: then this is no place at which to compare.
      const compared = this.#compare(position, caughtUp.digest)
      this.#caughtUp = typeof compared === 'object'
      return compared
    })
  }

  /** Applies what the live stream brought. False: the reference is not where the stream thinks. */
  apply(nonce: Nonce, items: readonly StreamItem[]): Promise<boolean> {
    return this.#run(async () => {
      // Rule 15: a difference that is none must not reach the disk, where it would stand between this device and every relay.
      for (const { bytes } of items) this.#core.reference.deltas.of(bytes)
      const composed = this.#core.reference.deltas.composed(items.map(({ bytes }) => bytes))
      const change = await this.#core.commit((store) => applyStream(store, nonce, items, composed, this.#core.memory.now()))
      if (change === null) return false
      await this.#tidy()
      return true
    })
  }

  /** Whether the reference is the relay's, if it stands at `position` now. */
  verify(position: number, digest: string): Promise<Compared> {
    return this.#run(() => Promise.resolve(this.#compare(position, digest)))
  }

  /** What is staged stands on the wrong reference. */
  discardStaging(): void {
    this.#staging = null
    this.#core.reference.dropStaging()
  }

  /** Resolves when every step asked for so far is done. */
  settled(): Promise<void> {
    return this.#core.queue.drain()
  }

  /** Freezes every open batch on the disk, the earlier boots' first (rules 3 and 4). */
  freeze(clock: () => FreezeClock): Promise<void> {
    return this.#run(async () => {
      if (!this.#caughtUp) return
      const { memory } = this.#core
      const ids = new Set<ReplicaId>()
      for (const entry of memory.accumulator.entries) if (entry.kind === 'open' && entry.id !== null) ids.add(entry.id)
      const stamp = frozenStamp(clock())
      const isOpen = (id: ReplicaId): boolean => memory.accumulator.entries.some((entry) => entry.kind === 'open' && entry.id === id)
      for (const id of ids) {
        // Nearly always one packet, see `freezeOpen`.
        for (let change: Change | null | undefined; change !== null && isOpen(id);)
          change = await this.#core.commit((store) =>
            freezeOpen(store, this.#openOf(id), (draft) =>
              freezeDraft(
                draft,
                (table, record) => memory.frozenRow(table, record),
                (table, record) => memory.accumulator.ownRow(table, record),
                stamp,
              ),
            ),
          )
      }
    })
  }

  #openOf(id: ReplicaId): Open {
    let from = Number.MAX_SAFE_INTEGER
    for (const entry of this.#core.memory.accumulator.entries)
      if (entry.kind === 'open' && entry.id === id) from = Math.min(from, entry.from)
    return { id, from, revision: this.#core.revision }
  }

  get hasOpen(): boolean {
    return this.#core.memory.accumulator.entries.some((entry) => entry.kind === 'open' && entry.id !== null)
  }

  /** What the reference does not cover, in the order in which it is pushed. */
  get packets(): readonly PacketEntry[] {
    return this.#core.memory.accumulator.frozen
  }

  /** An own packet as it went out, for a confirmation that comes without data. */
  packet(key: PacketKey): PacketEntry | undefined {
    return this.#core.memory.accumulator.entries.find(
      (entry): entry is PacketEntry => isPacket(entry) && entry.id === key.id && entry.from === key.from && entry.to === key.to,
    )
  }

  /** Parks a packet that a relay refused for good: shown, kept, no longer part of READ (rule 12). */
  refuse(key: PacketKey, refusal: ErrorRecord): Promise<void> {
    return this.#run(async () => {
      await this.#core.commit((store) => refusePacket(store, key, refusal))
    })
  }

  /** The relay knows this device's columns, by their hash, under this nonce now. */
  declared(nonce: Nonce, columns: string): Promise<void> {
    return this.#run(async () => {
      const { declared } = this.#core.reference.meta
      if (declared?.nonce === nonce && declared.columns === columns) return
      this.#core.reference.meta = await declareColumns(this.#core.store, nonce, columns)
    })
  }

  #run<T>(step: () => Promise<T>): Promise<T> {
    return this.#core.queue.run(async () => {
      try {
        return await step()
      } catch (error) {
        // A row went bad since it was read last: reading the disk anew sets it aside.
        if (error instanceof TorsorError && error.code === 'storage-damaged') await this.#core.resynchronize()
        throw error
      }
    })
  }

  #compare(position: number, told: string): Compared {
    const { place, reference } = this.#core.memory
    if (place.position !== position) return 'moved'
    const digest = stateDigest(reference)
    return digestCheck(digest) === told ? { position, digest } : 'differs'
  }

  async #stageAnew(nonce: Nonce, on: Place | null): Promise<void> {
    const base = on?.position ?? 0
    const meta: StagingMeta = {
      nonce,
      cursor: { position: base, key: new Uint8Array(0) },
      head: base,
      whole: on === null,
      base,
      baseNonce: on?.nonce ?? null,
      slices: 0,
    }
    await beginStaging(this.#core.store, meta)
    this.#staging = { meta, slices: [] }
  }

  #storedStaging(): Staging | null {
    const stored = this.#core.reference.staging
    return stored === null ? null : { meta: stored.meta, slices: [...stored.slices] }
  }

  async #checkpoint(): Promise<void> {
    this.#timers.cancel('quiet')
    const { memory, store, reference } = this.#core
    const clean = await checkpoint(store, memory, reference.dirty)
    if (clean !== null) reference.dirty = clean
  }

  /** Folds the log into pages and drops acknowledged packets past their retention, where there is enough to gain. */
  async #tidy(): Promise<void> {
    const { memory, options } = this.#core
    const { dirty } = this.#core.reference
    const { bytes, rows } = options.checkpointAfter ?? defaultCheckpoint
    if (dirty.bytes > bytes || dirty.rows > rows) await this.#checkpoint()
    else if (dirty.bytes > QUIET.bytes)
      this.#timers.arm('quiet', QUIET.ms, () => {
        // Nobody waits for it: what fails here is tried again with the next row.
        this.#run(() => this.#checkpoint()).catch(() => undefined)
      })
    const now = memory.now()
    if (this.#retention.isDue(memory.accumulator.entries, now)) {
      await this.#core.commit((open) => pruneConfirmed(open, this.#retention, now))
    }
  }
}

/** Whether what is staged fits the place: it stands on it, or on nothing. */
function isOn({ whole, base, baseNonce }: StagingMeta, place: Place | null): boolean {
  return whole || (place !== null && base === place.position && baseNonce === place.nonce)
}
