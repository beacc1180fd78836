import type { TorsorError } from '@torsor/core'

/**
 * "Everything up to `through` has happened", and promises for single numbers. A promise is made when it is asked for,
 * so nobody has to handle the rejection of one that was never wanted.
 */
export interface Milestone {
  readonly through: number
  reach(through: number): void
  /** This number will never be reached, though later ones may. No-op for a number already passed. */
  refuse(number: number, error: TorsorError): void
  /** Nothing more will be reached. */
  fail(error: TorsorError): void
  reached(number: number): Promise<void>
  /** Every number up to this one has been reached or refused. */
  settled(number: number): boolean
}

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: TorsorError) => void
}

export function createMilestone(): Milestone {
  let through = 0
  let failure: TorsorError | null = null
  const refused = new Map<number, TorsorError>()
  const waiting = new Map<number, Waiter[]>()

  const take = (number: number): readonly Waiter[] => {
    const waiters = waiting.get(number) ?? []
    waiting.delete(number)
    return waiters
  }

  return {
    get through() {
      return through
    },
    reach(next) {
      if (next <= through) return
      through = next
      for (const number of [...waiting.keys()]) if (number <= next) for (const waiter of take(number)) waiter.resolve()
    },
    refuse(number, error) {
      if (number <= through) return
      refused.set(number, error)
      for (const waiter of take(number)) waiter.reject(error)
    },
    fail(error) {
      failure ??= error
      for (const number of [...waiting.keys()]) for (const waiter of take(number)) waiter.reject(failure)
    },
    reached(number) {
      const refusal = refused.get(number)
      if (refusal !== undefined) return Promise.reject(refusal)
      if (number <= through) return Promise.resolve()
      if (failure !== null) return Promise.reject(failure)
      return new Promise((resolve, reject) => {
        const waiters = waiting.get(number)
        const waiter = { resolve, reject }
        if (waiters === undefined) waiting.set(number, [waiter])
        else waiters.push(waiter)
      })
    },
    settled(number) {
      let open = number - through
      if (open > 0) for (const other of refused.keys()) if (other > through && other <= number) open -= 1
      return open <= 0
    },
  }
}
