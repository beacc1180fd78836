import { TorsorError } from '../../errors.js'
import type { Intent } from '../intent.js'

/** Gathers the intents of one `mutate` call, while it lasts. */
export class Collector {
  readonly intents: Intent[] = []
  #open = true

  /** @throws TorsorError 'mutator-escaped' after the call: a write then would belong to no batch. */
  assertOpen(): void {
    if (this.#open) return
    throw new TorsorError(
      'mutator-escaped',
      'this mutator belongs to a mutate() call that is over: write inside of it, and not after an await',
    )
  }

  add(intent: Intent): void {
    this.intents.push(intent)
  }

  close(): void {
    this.#open = false
  }
}
