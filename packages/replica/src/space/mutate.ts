import type { AnySchema, Mutate, TorsorError } from '@torsor/core'
import { createMutator, type Intent, type RandomBytes } from '@torsor/core/view'
import type { WriteRequest } from './engine-port.js'
import { WriteReceipt, type Reached } from './receipt.js'
import type { Reading } from './reading.js'
import { refuseAsyncFunction, refuseThenable } from './synchronous.js'

export interface MutateParts<S extends AnySchema> {
  readonly schema: S
  readonly reading: Reading<S>
  readonly random: RandomBytes
  /** Why nothing can be written any more, or null. */
  readonly failure: () => TorsorError | null
  /** Numbers a batch that is not empty, shows it and sends it. */
  readonly commit: (intents: readonly Intent[], durability: WriteRequest['durability']) => Reached
}

export function createMutate<S extends AnySchema>({ schema, reading, random, failure, commit }: MutateParts<S>): Mutate<S> {
  return (fn, { durability = 'relaxed' } = {}) => {
    const failed = failure()
    if (failed !== null) throw failed
    refuseAsyncFunction(fn)
    const { mutator, intents, close } = createMutator(schema, () => reading.views, random)
    try {
      const value = fn(mutator, reading.views)
      refuseThenable(value)
      const reached = intents.length === 0 ? () => Promise.resolve() : commit([...intents], durability)
      // NotAsync<R> is R wherever the call type-checked.
      return new WriteReceipt(value, reached) as never
    } finally {
      // A mutator kept beyond its call must not write into a batch that was sent, or was refused.
      close()
    }
  }
}
