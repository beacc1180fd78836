import type { Clock } from '../world/ports.js'
import type { Change } from '../transactions/change.js'

/** How long a change may be missing before the disk is read instead: a channel delivers within milliseconds, if at all. */
const PATIENCE_MS = 500

interface Waiting {
  readonly change: Change
  readonly applied: () => void
}

/**
 * Brings the changes of all tabs into the order in which they were committed. Channels of different tabs are not ordered
 * among each other, and a frozen tab misses some: a gap that stays makes this tab read the disk.
 */
export class ChangeSequence {
  readonly #clock: Clock
  readonly #apply: (change: Change) => void
  readonly #resynchronize: () => void
  readonly #waiting = new Map<number, Waiting>()
  #revision = 0
  /** The latest revision that is known to be on the disk. */
  #known = 0
  #held = false
  #closed = false
  #cancelTimer: (() => void) | null = null

  constructor(clock: Clock, apply: (change: Change) => void, resynchronize: () => void) {
    this.#clock = clock
    this.#apply = apply
    this.#resynchronize = resynchronize
  }

  /** The disk has to be read before anything is applied. */
  get held(): boolean {
    return this.#held
  }

  get revision(): number {
    return this.#revision
  }

  /** The disk is being read: until `reset` nothing is applied, as what is read would undo it. */
  hold(): void {
    this.#held = true
    this.#disarm()
  }

  /** Everything up to `revision` was read from the disk. */
  reset(revision: number): void {
    this.#held = false
    this.#revision = revision
    for (const [known, waiting] of [...this.#waiting]) {
      if (known > revision) continue
      this.#waiting.delete(known)
      waiting.applied()
    }
    this.#advance()
  }

  /** The disk is at this revision: whoever committed it may have died before telling, or told while this tab was frozen. */
  notice(revision: number): void {
    this.#known = Math.max(this.#known, revision)
    this.#advance()
  }

  /** Resolves when the change is applied, or known to be in what was read from the disk, or will never be. */
  arrive(change: Change): Promise<void> {
    if (this.#closed || change.revision <= this.#revision) return Promise.resolve()
    return new Promise((resolve) => {
      const before = this.#waiting.get(change.revision)
      this.#waiting.set(change.revision, {
        change,
        applied: () => {
          before?.applied()
          resolve()
        },
      })
      this.#advance()
    })
  }

  close(): void {
    this.#closed = this.#held = true
    this.#disarm()
    for (const waiting of this.#waiting.values()) waiting.applied()
    this.#waiting.clear()
  }

  #advance(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#disarm()
      // What replaced the reference is only on the disk; what came with it must not show without it.
      if (next.change.reload) return this.#resynchronize()
      this.#revision += 1
      this.#waiting.delete(this.#revision)
      this.#apply(next.change)
      next.applied()
    }
    if (this.#held) return
    if (this.#waiting.size === 0 && this.#known <= this.#revision) return this.#disarm()
    // Not begun anew by what comes behind the gap: a busy neighbour would put the reading off for ever.
    this.#cancelTimer ??= this.#clock.after(PATIENCE_MS, () => {
      this.#cancelTimer = null
      this.#resynchronize()
    })
  }

  #next(): Waiting | undefined {
    return this.#held ? undefined : this.#waiting.get(this.#revision + 1)
  }

  #disarm(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }
}
