import { expect, it } from 'vitest'
import { simulate } from '../src/index.js'

/** What a fault in the sessions, tabs or relays has to show in. Without one a few will do here: `pnpm simulate` plays thousands. */
const seed = process.env['TORSOR_SEED']
const runs = Number(process.env['TORSOR_RUNS'] ?? (seed === undefined ? 3 : 60))
const first = Number(seed ?? 1001) % 1_000_000

it.each(Array.from({ length: runs }, (_, n) => first + n))(
  '[TK20] [TK21] [TK22] [TK23] history %i ends well',
  { timeout: 60_000 },
  async (seed) => {
    const { operations } = await simulate({ seed, shrinks: false })
    expect(operations).toBe(120)
  },
)
