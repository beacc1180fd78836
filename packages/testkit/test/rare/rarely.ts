import { expect, it } from 'vitest'
import { simulate, type Fault } from '../../src/index.js'

const seed = process.env['TORSOR_SEED']
const first = Number(seed ?? 1001) % 1_000_000

/**
 * Histories of what is so rare that those of everything would have to be too many: so many `runs` where a fault is looked for.
 * Without one a single history will do.
 */
export function endWell(of: string, faults: readonly Fault[], runs: number): void {
  it.each(Array.from({ length: seed === undefined ? 1 : runs }, (_, n) => first + n))(
    `[TK21] [TK22] [TK23] history %i of ${of} ends well`,
    { timeout: 60_000 },
    async (seed) => {
      const { operations } = await simulate({ seed, shrinks: false, faults, links: 'none' })
      expect(operations).toBe(120)
    },
  )
}
