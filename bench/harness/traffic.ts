export type Direction = 'up' | 'down'

/** The messages of one client and its hub, and how long each of them worked for it. */
export class Traffic {
  clientMs = 0
  hubMs = 0
  readonly #bytes = { up: new Map<string, number>(), down: new Map<string, number>() }

  /** Bytes of the message as it is handed to the transport. */
  say(direction: Direction, kind: string, bytes: number): void {
    const kinds = this.#bytes[direction]
    kinds.set(kind, (kinds.get(kind) ?? 0) + bytes)
  }

  onClient<T>(work: () => T): T {
    const start = performance.now()
    const result = work()
    this.clientMs += performance.now() - start
    return result
  }

  onHub<T>(work: () => T): T {
    const start = performance.now()
    const result = work()
    this.hubMs += performance.now() - start
    return result
  }

  bytes(direction: Direction): number {
    return [...this.#bytes[direction].values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  /** Bytes by kind of message, the most first: `push 41, open 30`. */
  describe(direction: Direction): string {
    return [...this.#bytes[direction]]
      .toSorted(([, a], [, b]) => b - a)
      .map(([kind, bytes]) => `${kind} ${bytes}`)
      .join(', ')
  }

  kinds(direction: Direction): ReadonlyMap<string, number> {
    return this.#bytes[direction]
  }

  add(other: Traffic): void {
    this.clientMs += other.clientMs
    this.hubMs += other.hubMs
    for (const direction of ['up', 'down'] as const) for (const [kind, bytes] of other.kinds(direction)) this.say(direction, kind, bytes)
  }
}
