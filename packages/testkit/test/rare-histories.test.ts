import { expect, it } from 'vitest'
import { simulate, type Fault } from '../src/index.js'

const seed = process.env['TORSOR_SEED']
const first = Number(seed ?? 1001) % 1_000_000

/** What is so rare that histories of everything would have to be too many. Without a fault one of each will do. */
const rare: readonly { readonly of: string; readonly faults: readonly Fault[]; readonly runs: number }[] = [
  { of: 'clones', faults: ['clone', 'cut'], runs: 200 },
  { of: 'relays that forget', faults: ['cut', 'restore'], runs: 250 },
]

for (const { of, faults, runs } of rare)
  it.each(Array.from({ length: seed === undefined ? 1 : runs }, (_, n) => first + n))(
    `[TK21] [TK22] [TK23] history %i of ${of} ends well`,
    { timeout: 60_000 },
    async (seed) => {
      const { operations } = await simulate({ seed, shrinks: false, faults, links: 'none' })
      expect(operations).toBe(120)
    },
  )
