/**
 * Runs tasks one after the other. What is in memory must match what is on disk between any two of them, so everything
 * that touches both goes through one queue per space.
 */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve()

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task)
    this.#tail = result.catch(() => undefined)
    return result
  }

  /** Resolves when everything queued so far has settled. */
  async drain(): Promise<void> {
    await this.#tail
  }
}
