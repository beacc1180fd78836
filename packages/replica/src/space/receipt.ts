import { TorsorError, type Receipt } from '@torsor/core'

/** Asks when a write gets there. */
export type Reached = (milestone: 'persisted' | 'synced') => Promise<void>

/** Its promises are getters of the class: what merely enumerates a receipt (a debugger, a comparison) asks for none. */
export class WriteReceipt<R> implements Receipt<R> {
  readonly value: R
  readonly #reached: Reached
  #persisted: Promise<void> | undefined
  #synced: Promise<void> | undefined

  constructor(value: R, reached: Reached) {
    this.value = value
    this.#reached = reached
  }

  get persisted(): Promise<void> {
    return (this.#persisted ??= this.#reached('persisted'))
  }

  get synced(): Promise<void> {
    return (this.#synced ??= this.#reached('synced'))
  }

  undo(): Receipt {
    throw new TorsorError('wrong-verb', 'undo() is not in this version: make the opposite change.', { data: { verb: 'undo' } })
  }
}
