import { Space } from './space.js'
import type { SpaceContext } from './space.js'

interface Held {
  readonly loading: Promise<Space>
  users: number
  /** Cancels its end. */
  idle: (() => void) | null
}

/** The spaces in memory: each loaded once, and dropped when nobody has used it for a while. */
export class Spaces {
  readonly #context: SpaceContext
  readonly #held = new Map<string, Held>()

  constructor(context: SpaceContext) {
    this.#context = context
  }

  get size(): number {
    return this.#held.size
  }

  /** Every `acquire` that resolves is followed by one `release`. */
  async acquire(name: string): Promise<Space> {
    const held = this.#held.get(name) ?? this.#load(name)
    held.users++
    held.idle?.()
    held.idle = null
    try {
      const space = await held.loading
      if (!space.closed) return space
    } catch (error) {
      this.#forget(name, held)
      throw error
    }
    // It failed while in use; a new one reads the log again.
    this.#forget(name, held)
    return this.acquire(name)
  }

  release(space: Space): void {
    const held = this.#held.get(space.name)
    if (held === undefined) return
    if (space.closed) return this.#forget(space.name, held)
    held.users--
    if (held.users > 0) return
    held.idle = this.#context.world.after(this.#context.limits.idleSpaceMs, () => {
      this.#forget(space.name, held)
      void space.close()
    })
  }

  async close(): Promise<void> {
    const all = [...this.#held.values()]
    this.#held.clear()
    await Promise.all(
      all.map(async ({ loading, idle }) => {
        idle?.()
        const space = await loading.catch(() => null)
        await space?.close()
      }),
    )
  }

  #load(name: string): Held {
    const held: Held = { loading: Space.load(name, this.#context), users: 0, idle: null }
    this.#held.set(name, held)
    return held
  }

  #forget(name: string, held: Held): void {
    if (this.#held.get(name) === held) this.#held.delete(name)
  }
}
