import { seeded } from '../world/index.js'
import type { Fault } from './faults.js'

/**
 * One thing that happens. Whom it befalls, and how, follows from its seed and from what is there when it happens: so a
 * list of operations from which some were taken out is still a history.
 */
export interface Operation {
  /** Its place in the history as it was made from its seed. */
  readonly number: number
  readonly kind: 'write' | 'tab' | 'rest' | Fault
  readonly seed: number
}

/**
 * How many operations a history has where nobody says. Of long ones a machine plays fewer operations in the same time: most
 * of what there is to meet is met early, and some is met late.
 */
export function stepsOf(seed: number): number {
  return seeded(seed ^ 0x2545f491).between(30, 100)
}

/** The operations that a seed stands for. */
export function operationsOf(seed: number, steps: number, faults: readonly Fault[]): readonly Operation[] {
  const random = seeded(seed)
  const rest = random.chance(0.3) ? 0.01 : 0
  return Array.from({ length: steps }, (_, number): Operation => {
    const dice = random.fraction()
    const kind =
      dice < 0.45 ? 'write' : dice < 0.52 ? 'tab' : dice > 1 - rest ? 'rest' : faults.length === 0 ? 'write' : random.pick(faults)
    return { number, kind, seed: random.between(0, 2 ** 32 - 1) }
  })
}
