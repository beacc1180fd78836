import { TorsorError, type ErrorRecord, type NamedColumn } from '@torsor/core'
import { nonceCheck, type Nonce, type OpenMessage, type PacketKey, type Place, type ReplicaId, type SliceMessage } from '@torsor/protocol'
import type { FreezeClock } from '../edits/freeze.js'
import { isPacket, type PacketEntry } from '../outbox/entry.js'
import { adopt } from '../transactions/catch-up.js'
import { applyStream, type StreamItem, type StreamResult } from '../transactions/apply-stream.js'
import { declareColumns, readColumns } from '../transactions/declare.js'
import type { Retention } from '../transactions/retention.js'
import { refusePacket } from '../transactions/refuse.js'
import { CatchingUp } from './catching-up.js'
import { Comparison, type Compared } from './compare.js'
import { freezable, freezeAll } from './freezing.js'
import { memoryId } from '../outbox/memory-id.js'
import { createHousekeeping, type Housekeeping } from './housekeeping.js'
import type { SpaceCore } from './space-core.js'
import type { CaughtUp, Opened } from './told.js'

/** Where this device stands, as it tells a relay. */
export interface OpenPlace extends Pick<OpenMessage, 'own' | 'place' | 'staged' | 'columns'> {
  /** In full. */
  readonly reference: Place | null
}

/** What a session does to a space: every method is one step, and steps run one after the other. */
export class Replication {
  readonly #core: SpaceCore
  readonly #catchingUp: CatchingUp
  readonly #housekeeping: Housekeeping
  readonly #comparison: Comparison
  /** The reference holds what the relay of the present session had when it said so: freezing is allowed (rule 4). */
  #caughtUp = false

  constructor(core: SpaceCore, retention: Retention) {
    this.#core = core
    this.#catchingUp = new CatchingUp(core)
    this.#comparison = new Comparison(core.memory, core.options.world.clock)
    this.#housekeeping = createHousekeeping(core, retention, (step) => this.#run(step))
  }

  close(): void {
    this.#housekeeping.close()
  }

  /** Where this device stands. `whole`: as if it stood nowhere, because its reference is not to be trusted. `columns`: their hash. */
  openPlace(whole: boolean, columns: string): OpenPlace {
    const { memory, options } = this.#core
    const { declared } = this.#core.reference.meta
    // What is written most goes first: the first id takes no byte in later messages.
    const own = new Set<ReplicaId>(memory.accumulator.currentId === null ? [] : [memory.accumulator.currentId])
    for (const entry of memory.accumulator.entries) if (entry.id !== null) own.add(entry.id)
    for (const id of this.#core.outbox.returned) own.add(id)
    for (const [after] of options.earlier?.stays ?? []) own.add(memoryId(options.earlier?.face ?? '', after))
    const place = whole || memory.place.nonce === null ? null : { nonce: memory.place.nonce, position: memory.place.position }
    return {
      own: [...own],
      reference: place,
      place: place === null ? null : { nonce: nonceCheck(place.nonce), position: place.position },
      staged: this.#catchingUp.ask(place, whole),
      columns: declared?.columns === columns && declared.nonce === place?.nonce ? null : columns,
    }
  }

  /** The relay says how this device will catch up. */
  begin(opened: Opened): Promise<void> {
    return this.#run(() => {
      this.#caughtUp = false
      return this.#catchingUp.begin(opened)
    })
  }

  /** The relay gave up streaming to a slow reader and walks again from the reference (rule 9). */
  beginBehind(position: number): Promise<boolean> {
    return this.#run(async () => {
      const { nonce, position: here } = this.#core.memory.place
      if (nonce === null || here !== position) return false
      await this.#catchingUp.beginOn(nonce, { nonce, position })
      return true
    })
  }

  /** Stages a slice on the disk. False: another tab took over the staging. */
  stage(slice: SliceMessage): Promise<boolean> {
    return this.#run(() => this.#catchingUp.stage(slice))
  }

  adopt(caughtUp: CaughtUp): Promise<Compared> {
    return this.#run(async () => {
      const staging = this.#catchingUp.take()
      if (staging === null) return 'moved'
      const { nonce, position, coverage, known } = caughtUp
      const now = this.#core.memory.now()
      const change = await this.#core.commit((store) =>
        adopt(store, { staging: staging.meta, slices: staging.slices, nonce, position, coverage, known, now }),
      )
      if (change === null) return 'moved'
      await this.#housekeeping.tidy()
      // Another tab may have moved it on already: then this is no place at which to compare.
      const compared = this.#comparison.at(position, caughtUp.digest)
      this.#caughtUp = typeof compared === 'object'
      return compared
    })
  }

  /** Applies what the live stream brought. `known`: the own ids that the relay has been heard to know the session by. */
  apply(nonce: Nonce, items: readonly StreamItem[], known: readonly ReplicaId[]): Promise<StreamResult> {
    return this.#run(async () => {
      const { deltas } = this.#core.reference
      // Rule 15: a difference that is none must not reach the disk, where it would stand between this device and every relay.
      for (const { bytes } of items) deltas.of(bytes)
      const composed = deltas.composed(items.map(({ bytes }) => bytes))
      let result: StreamResult = 'applied'
      const change = await this.#core.commit(async (store) => {
        const applied = await applyStream(store, nonce, items, composed, this.#core.memory.now(), known)
        if (typeof applied === 'object') return applied
        result = applied
        return null
      })
      if (change !== null) await this.#housekeeping.tidy()
      return result
    })
  }

  /** Whether the reference is the relay's, if it stands at `position` now. */
  verify(position: number, digest: string): Promise<Compared> {
    return this.#run(() => Promise.resolve(this.#comparison.at(position, digest)))
  }

  /** What is staged stands on the wrong reference. */
  discardStaging(): void {
    this.#catchingUp.discard()
  }

  /** Resolves when every step asked for so far is done. */
  settled(): Promise<void> {
    return this.#core.queue.drain()
  }

  /** Freezes every open batch on the disk, once this session has caught up. */
  freeze(clock: () => FreezeClock): Promise<void> {
    return this.#run(async () => {
      if (!this.#caughtUp) return
      await freezeAll(this.#core, clock())
    })
  }

  get hasOpen(): boolean {
    return freezable(this.#core).size > 0
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

  /** The columns of every version of the app that wrote here. */
  columns(): Promise<readonly NamedColumn[]> {
    return readColumns(this.#core.store)
  }

  /** The relay knows this device's columns, by their hash, under this nonce now. */
  declared(nonce: Nonce, columns: string): Promise<void> {
    return this.#run(async () => {
      const { store, reference } = this.#core
      const { declared } = reference.meta
      if (declared?.nonce === nonce && declared.columns === columns) return
      reference.meta = await declareColumns(store, nonce, columns)
    })
  }

  #run<T>(step: () => Promise<T>): Promise<T> {
    return this.#core.queue.run(async () => {
      try {
        return await step()
      } catch (error) {
        this.#core.health.failed(error)
        // A row went bad since it was read last: reading the disk anew sets it aside.
        if (error instanceof TorsorError && error.code === 'storage-damaged') await this.#core.resynchronize()
        throw error
      }
    })
  }
}
