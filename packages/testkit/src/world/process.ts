/** One run of a tab's worker. It dies without a word: what it awaits never comes, and nobody hears of it again. */
export class Process {
  readonly #deaths = new Set<() => void>()
  #alive = true

  get alive(): boolean {
    return this.#alive
  }

  /** Called at once for one that is dead already. */
  onDeath(callback: () => void): () => void {
    if (this.#alive) this.#deaths.add(callback)
    else callback()
    return () => {
      this.#deaths.delete(callback)
    }
  }

  /** Passes a value on to the living; for the dead it never comes. */
  live<T>(value: T): T | Promise<never> {
    return this.#alive ? value : never()
  }

  kill(): void {
    this.#alive = false
    const deaths = [...this.#deaths]
    this.#deaths.clear()
    for (const death of deaths) death()
  }
}

export function never(): Promise<never> {
  return new Promise(() => undefined)
}
