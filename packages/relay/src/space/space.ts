import { TorsorError } from '@torsor/core'
import { columnsHash } from '@torsor/protocol'
import type { Logger } from 'pino'
import type { RelayLimits } from '../limits.js'
import type { Column, Draft, Follower, LogEntry, LogWriter, Mark, Position, Reign } from '../log/index.js'
import type { RelayWorld } from '../world/index.js'
import { lookUp } from './folded.js'
import type { FoldedSpace, Outcome } from './folded.js'
import { loadSnapshot } from './load.js'
import { Partials } from './partials.js'
import { Retention } from './retention.js'
import { encodeSnapshot } from './snapshot.js'
import { PushOrigin, Step } from './step.js'
import type { Subscriber } from './step.js'

/** Of sets of columns that were declared: more than there are builds of an app in use at once. */
const mostHashes = 64

export interface SpaceContext {
  readonly log: LogWriter
  readonly limits: RelayLimits
  readonly logger: Logger
  readonly world: RelayWorld
  /** The relays that are configured to follow this one, by what `authorize` calls them. */
  readonly peers: readonly string[]
}

/** A space in use: its log folded up to the last durable entry, and everybody who is told of the next ones. */
export class Space {
  readonly name: string
  readonly folded: FoldedSpace
  readonly reign: Reign
  readonly reigns: readonly Reign[]
  readonly partials: Partials
  readonly retention: Retention
  readonly #context: SpaceContext
  readonly #columns: Map<number, string>
  /** Of every set of columns that was declared since the space was loaded. */
  readonly #columnHashes = new Set<string>()
  readonly #subscribers = new Set<Subscriber>()
  readonly #waiting: LogEntry[] = []
  #folding = false
  #folded: Promise<void> = Promise.resolve()
  #follower: Follower | null = null
  #applied = 0
  #closed = false

  private constructor(
    name: string,
    context: SpaceContext,
    loaded: {
      folded: FoldedSpace
      reign: Reign
      reigns: readonly Reign[]
      columns: ReadonlyMap<number, string>
      acknowledged: ReadonlyMap<string, Position>
      mark: Mark | null
    },
  ) {
    this.name = name
    this.#context = context
    this.folded = loaded.folded
    this.reign = loaded.reign
    this.reigns = loaded.reigns
    this.#columns = new Map(loaded.columns)
    const { keepMs } = context.limits
    this.retention = new Retention(context.log, name, { keepMs, peers: context.peers }, loaded)
    this.partials = new Partials({
      now: () => context.world.now(),
      keepMs: context.limits.partialMs,
      mostBytes: context.limits.partialBytes,
    })
  }

  /** Replays the log from the latest snapshot, and follows it from there. */
  static async load(name: string, context: SpaceContext): Promise<Space> {
    const { log } = context
    const reign = await log.start(name)
    const reigns = await log.reigns(name)
    const columns = await log.columns(name)
    const acknowledged = await log.acknowledged(name)
    const mark = await log.mark(name)
    const space = new Space(name, context, { folded: await loadSnapshot(log, name), reign, reigns, columns, acknowledged, mark })
    space.#follower = await log.follow(name, space.folded.folded, (entries) => space.#receive(entries))
    if (space.#closed) throw new TorsorError('storage-failed', 'The space could not be loaded.', { retryable: true })
    return space
  }

  get columns(): ReadonlyMap<number, string> {
    return this.#columns
  }

  get closed(): boolean {
    return this.#closed
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber)
  }

  unsubscribe(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber)
  }

  append(draft: Draft): Promise<Position> {
    return this.#context.log.append(this.name, draft)
  }

  async declare(columns: readonly Column[]): Promise<void> {
    const added = columns.filter((column) => this.#columns.get(column.id) !== column.name)
    if (added.length > 0) await this.#context.log.declare(this.name, added)
    for (const { id, name } of added) this.#columns.set(id, name)
    if (this.#columnHashes.size >= mostHashes) this.#columnHashes.clear()
    this.#columnHashes.add(columnsHash(columns))
  }

  /** Whether columns of this hash were declared: as a set since the space was loaded, or as all that there are. */
  knows(hash: string): boolean {
    return this.#columnHashes.has(hash) || columnsHash([...this.#columns].map(([id, name]) => ({ id, name }))) === hash
  }

  /** Ends following; resolves when a snapshot is kept. What is in the log and not folded here is folded by the next load. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#follower?.close()
    if (!this.#folding && this.#applied > 0) await this.#saveSnapshot()
    else await this.retention.store().catch(() => undefined)
  }

  /** Resolves when these entries are folded, or the space failed. */
  #receive(entries: readonly LogEntry[]): Promise<void> {
    for (const entry of entries) this.#waiting.push(entry)
    if (!this.#folding) this.#folded = this.#foldWaiting()
    return this.#folded
  }

  /** In log order, and without a pause except where smaller packets have to be fetched (rule 3). Never rejects. */
  async #foldWaiting(): Promise<void> {
    this.#folding = true
    try {
      for (let at = 0; at < this.#waiting.length && !this.#closed; at++) {
        const entry = this.#waiting[at]
        if (entry === undefined) break
        const { folded } = this
        const overlaps = entry.kind === 'packet' && folded.coverage(entry) !== 'none'
        const held = overlaps ? await lookUp(folded, this.#context.log, this.name, entry) : null
        const origin = entry.origin instanceof PushOrigin ? entry.origin : null
        this.#tell(entry, folded.fold(entry, origin?.delta ?? null, held))
      }
      this.#waiting.length = 0
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#folding = false
    }
  }

  #tell(entry: LogEntry, outcome: Outcome): void {
    if (outcome.type === 'nothing') return
    if (outcome.type === 'refused') {
      this.#context.logger.warn({ space: this.name, position: entry.position, code: outcome.code }, 'packet refused')
      if (entry.origin instanceof PushOrigin) entry.origin.subscriber.refuse(entry, outcome, entry.origin.delta)
      return
    }
    const step = new Step(entry, outcome)
    for (const subscriber of this.#subscribers) subscriber.step(step)
    this.#applied++
    const { digestEvery, snapshotEvery } = this.#context.limits
    if (this.#applied % digestEvery === 0 && this.#subscribers.size > 0) {
      const { digest } = this.folded
      for (const subscriber of this.#subscribers) subscriber.digest(outcome.position, digest)
    }
    // A snapshot costs the size of the state, so a large one is taken less often.
    if (this.#applied >= Math.max(snapshotEvery, this.folded.recency.size / 4)) {
      this.#applied = 0
      void this.#saveSnapshot()
    }
  }

  async #saveSnapshot(): Promise<void> {
    const { log, world, logger } = this.#context
    const { folded } = this
    const floor = { position: folded.folded, vector: folded.vector.encode() }
    try {
      await log.saveSnapshot(this.name, { position: floor.position, bytes: encodeSnapshot(folded) })
      await this.retention.snapshotSaved(floor, world.now())
    } catch (error) {
      logger.warn({ err: error, space: this.name }, 'no snapshot could be kept; the log is complete without it')
    }
  }

  /** An entry that cannot be read now must not be skipped: whoever loads the space again folds it. */
  #fail(error: unknown): void {
    this.#context.logger.error({ err: error, space: this.name }, 'space failed')
    this.#closed = true
    this.#follower?.close()
    for (const subscriber of this.#subscribers) subscriber.unavailable()
  }
}
