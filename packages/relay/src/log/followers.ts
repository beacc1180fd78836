import type { EntryListener, Follower, LogEntry, Position, Turn } from './port.js'

/** Who hears of new entries, per space. */
export class Followers {
  readonly #listeners = new Map<string, Set<EntryListener>>()

  add(space: string, listener: EntryListener): Follower {
    const listeners = this.#listeners.get(space) ?? new Set()
    this.#listeners.set(space, listeners)
    listeners.add(listener)
    return {
      close: () => {
        listeners.delete(listener)
        if (listeners.size === 0 && this.#listeners.get(space) === listeners) this.#listeners.delete(space)
      },
    }
  }

  tell(space: string, entries: readonly LogEntry[]): void {
    for (const listener of this.#listeners.get(space) ?? []) void listener(entries)
  }
}

/** Entries of the past page by page; resolves with the last position delivered, when `page` has nothing left. */
export async function replay(
  after: Position,
  page: (after: Position) => readonly LogEntry[],
  listener: EntryListener,
  turn: Turn,
): Promise<Position> {
  let position = after
  for (;;) {
    const entries = page(position)
    const last = entries.at(-1)
    if (last === undefined) return position
    await listener(entries)
    position = last.position
    // Other spaces and sockets get their turn between two pages of a long log.
    await new Promise<void>((resolve) => turn(resolve))
  }
}
