import type { Floor, LogWriter, Mark, Position } from '../log/index.js'

export interface Kept {
  readonly acknowledged: ReadonlyMap<string, Position>
  readonly mark: Mark | null
}

/**
 * How long entries are kept (rule 10): until they are old enough, a snapshot has them, and so has every relay that is
 * configured to follow this one. Whoever follows without being configured is not waited for.
 */
export class Retention {
  readonly #log: LogWriter
  readonly #space: string
  readonly #keepMs: number
  readonly #peers: readonly string[]
  readonly #held: Map<string, Position>
  readonly #sessions = new Map<string, symbol>()
  #stored = ''
  /** One place at a time, the earliest that is not trimmed yet. It outlives the process, which may be started anew every day. */
  #mark: Mark | null

  constructor(log: LogWriter, space: string, options: { keepMs: number; peers: readonly string[] }, { acknowledged, mark }: Kept) {
    this.#log = log
    this.#space = space
    this.#keepMs = options.keepMs
    this.#peers = options.peers
    this.#held = new Map(acknowledged)
    this.#mark = mark
  }

  /**
   * A relay begins to follow this one and durably has everything up to here: less than before, where it lost something.
   * The returned function says how far it got; what an earlier connection of that relay still says counts no more.
   */
  follow(peer: string, held: Position): (position: Position) => void {
    const session = Symbol(peer)
    const acknowledge = (position: Position): void => {
      if (this.#sessions.get(peer) === session) this.#held.set(peer, position)
    }
    this.#sessions.set(peer, session)
    acknowledge(held)
    return acknowledge
  }

  /** A snapshot up to `floor` is durable. */
  async snapshotSaved(floor: Floor, now: number): Promise<void> {
    await this.store()
    if (this.#keepMs === Number.POSITIVE_INFINITY) return
    const next = { ...floor, at: now }
    const mark = this.#mark ?? (await this.#set(next))
    if (now - mark.at < this.#keepMs || this.#peers.some((peer) => (this.#held.get(peer) ?? 0) < mark.position)) return
    await this.#log.trim(this.#space, { position: mark.position, vector: mark.vector })
    await this.#set(next)
  }

  async #set(mark: Mark): Promise<Mark> {
    await this.#log.setMark(this.#space, mark)
    this.#mark = mark
    return mark
  }

  /** Keeps what other relays have, if that is news. Too little is no harm: it keeps entries longer. */
  async store(): Promise<void> {
    const held = JSON.stringify([...this.#held])
    if (this.#held.size === 0 || held === this.#stored) return
    await this.#log.acknowledge(this.#space, this.#held)
    this.#stored = held
  }
}
