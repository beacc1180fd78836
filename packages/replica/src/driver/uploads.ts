import { columnsHash, pushesOf, type PacketKey, type ReplicaId } from '@torsor/protocol'
import type { Replication } from '../engine/replication.js'
import type { Opened, Refusal } from '../engine/told.js'
import { packetName } from '../outbox/entry.js'
import { refusalOf } from '../outbox/refusal.js'
import { coversOf, type Covers } from '../outbox/settle.js'
import type { Clock } from '../world/ports.js'
import type { LinkSession } from './link.js'
import { Timers } from './timers.js'

/** Packets under way at once: edits made meanwhile fold into the next one. */
const WINDOW = 4
/** A packet pushed to a relay that takes it is confirmed well within this; else the session is made anew. */
const CONFIRM_PATIENCE_MS = 30_000
/** How long a packet that is refused for now stays out of the way. */
const RETRY_REFUSED_MS = 5_000

export interface UploadsOptions {
  readonly replication: Replication
  readonly clock: Clock
  readonly columns: readonly { readonly id: number; readonly name: string }[]
  /** A packet went unanswered for too long. */
  readonly stuck: () => void
  readonly failed: (error: unknown) => void
}

/** One connection's way up: declares columns, freezes, pushes, and watches that packets are confirmed. */
export class Uploads {
  readonly #options: UploadsOptions
  readonly #timers: Timers<'watchdog' | 'postponed'>
  readonly #session: LinkSession
  /** What pushes call this device's ids. */
  readonly #ids: ReplicaId[]
  readonly #opened: Opened
  /** What the relay held when the session opened: catching up confirms it. */
  readonly #held: Covers
  /** Relay time minus this device's when the session opened, in ms. */
  readonly #offset: number
  /** Relay time minus what this device has measured of it, which goes on evenly when somebody sets the device's clock. */
  readonly #relayStart: number
  readonly #sent = new Set<string>()
  readonly #postponed = new Set<string>()
  #declared: boolean
  /** A packet has columns that this version of the app does not. */
  #lacks = false
  #live = false
  /** What was caught up with is in the reference: what it covers is no longer among the packets. */
  #adopted = false
  #pushing = false
  #again = false
  #ended = false

  constructor(options: UploadsOptions, session: LinkSession, ids: ReplicaId[], opened: Opened) {
    this.#options = options
    this.#session = session
    this.#ids = ids
    this.#opened = opened
    this.#held = coversOf(opened.coverage)
    this.#offset = opened.time - options.clock.now()
    this.#relayStart = opened.time - options.clock.elapsed()
    this.#declared = !opened.undeclared
    this.#timers = new Timers(options.clock)
  }

  /** Pushes what the reference does not cover; `freeze` says that the session is live, so open batches may go too. */
  push(freeze: boolean): void {
    this.#live ||= freeze
    if (this.#opened.access === 'read') return
    if (this.#pushing) {
      this.#again = true
      return
    }
    this.#pushing = true
    void this.#round()
      .catch((error: unknown) => {
        if (!this.#ended) this.#options.failed(error)
      })
      .finally(() => {
        this.#pushing = false
        if (!this.#again) return
        this.#again = false
        this.push(false)
      })
  }

  adopted(): void {
    if (this.#adopted) return
    this.#adopted = true
    this.push(false)
  }

  /** The stream brought an own packet to its place. */
  confirmed(key: PacketKey): void {
    this.#sent.delete(packetName(key))
    this.#timers.cancel('watchdog')
    if (this.#sent.size > 0) this.#watch()
    this.push(false)
  }

  /** For now: tried again later. For good: parked (rule 12). */
  refused(refusal: Refusal): void {
    const name = packetName(refusal)
    this.#sent.delete(name)
    if (refusal.code === 'columns-undeclared') {
      this.#declared = false
      this.#lacks = true
    }
    if (!refusal.retryable) {
      this.#options.replication.refuse(refusal, refusalOf(refusal)).then(() => {
        this.push(false)
      }, this.#options.failed)
      return
    }
    this.#postponed.add(name)
    this.#timers.arm('postponed', RETRY_REFUSED_MS, () => {
      this.#postponed.clear()
      this.push(false)
    })
  }

  end(): void {
    this.#ended = true
    this.#timers.cancelAll()
  }

  async #round(): Promise<void> {
    const { replication } = this.#options
    await replication.settled()
    if (this.#ended) return
    // First: packets that catching up has covered must not fill the window, or nothing would ask for the open ones again.
    this.#dropSettled()
    if (this.#live && replication.hasOpen && this.#sent.size < WINDOW) {
      await replication.freeze(() => ({ offset: this.#offset, relayNow: this.#relayStart + this.#options.clock.elapsed() }))
      if (this.#ended) return
    }
    const columns = this.#lacks && !this.#declared ? await replication.columns() : this.#options.columns
    if (this.#ended) return
    for (const packet of replication.packets) {
      const name = packetName(packet)
      if (this.#sent.has(name) || this.#postponed.has(name)) continue
      if (!this.#adopted && this.#held(packet.id, packet.from, packet.to) !== 'no') continue
      if (this.#sent.size >= WINDOW) break
      this.#declare(columns)
      const { partial } = this.#opened
      const offset = partial !== null && packetName(partial) === name ? Math.min(partial.received, packet.packet.length) : 0
      this.#sent.add(name)
      for (const push of pushesOf(this.#session.handle, this.#ids, packet, packet.packet, offset)) this.#session.send(push)
      this.#watch()
    }
  }

  /** A packet pushed while catching up may have been covered by what was adopted. */
  #dropSettled(): void {
    const pending = new Set(this.#options.replication.packets.map(packetName))
    for (const name of this.#sent) if (!pending.has(name)) this.#sent.delete(name)
  }

  #declare(columns: UploadsOptions['columns']): void {
    if (this.#declared) return
    this.#declared = true
    this.#session.send({ type: 'declare', handle: this.#session.handle, columns })
    // With whatever else there is, it knows those of this version.
    this.#options.replication.declared(this.#opened.nonce, columnsHash(this.#options.columns)).catch(this.#options.failed)
  }

  #watch(): void {
    if (this.#timers.isArmed('watchdog')) return
    this.#timers.arm('watchdog', CONFIRM_PATIENCE_MS, () => {
      this.#dropSettled()
      if (this.#sent.size > 0) this.#options.stuck()
    })
  }
}
