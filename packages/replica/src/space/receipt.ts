import { TorsorError, type Receipt } from '@torsor/core'
import type { Milestone } from './milestone.js'

/** The milestones a write passes, and its number; null for an empty batch, which has nothing to wait for. */
export interface WriteProgress {
  readonly number: number
  readonly persisted: Milestone
  readonly synced: Milestone
}

/** Its promises are getters of the class: what merely enumerates a receipt (a debugger, a comparison) asks for none. */
export class WriteReceipt<R> implements Receipt<R> {
  readonly value: R
  readonly #progress: WriteProgress | null
  #persisted: Promise<void> | undefined
  #synced: Promise<void> | undefined

  constructor(value: R, progress: WriteProgress | null) {
    this.value = value
    this.#progress = progress
  }

  get persisted(): Promise<void> {
    return (this.#persisted ??= this.#reached('persisted'))
  }

  get synced(): Promise<void> {
    return (this.#synced ??= this.#reached('synced'))
  }

  undo(): Receipt {
    throw new TorsorError('wrong-verb', 'receipt.undo() is not in this version: make the opposite change with mutate().', {
      data: { verb: 'undo' },
    })
  }

  #reached(milestone: 'persisted' | 'synced'): Promise<void> {
    return this.#progress === null ? Promise.resolve() : this.#progress[milestone].reached(this.#progress.number)
  }
}
