import { expect, it } from 'vitest'
import { topologyOf } from '../src/history/index.js'
import { simulate, type Fault } from '../src/index.js'

/** As in histories.test.ts: without a seed a few will do. */
const seed = process.env['TORSOR_SEED']
const runs = seed === undefined ? 2 : Math.ceil(Number(process.env['TORSOR_RUNS'] ?? 60) / 3)
const first = Number(seed ?? 2001) % 1_000_000
const seeds = Array.from({ length: runs }, (_, n) => first + n)

it.each((['pair', 'ring'] as const).flatMap((links) => seeds.map((seed) => [links, seed] as const)))(
  '[TK24] [TK25] relays that follow each other (%s), history %i: all relays and devices end with the same bytes',
  { timeout: 60_000 },
  async (links, seed) => {
    const { operations } = await simulate({ seed, links, shrinks: false })
    expect(operations).toBe(120)
  },
)

it.each(seeds)('[TK24] a relay that follows another, history %i: all devices end there', { timeout: 60_000 }, async (seed) => {
  // Not the disks: that a device moves while it works in memory is another matter.
  const faults: readonly Fault[] = ['cut', 'stall', 'drop', 'crash', 'restart', 'restore', 'busy', 'failover', 'kill', 'clone', 'power']
  const { operations } = await simulate({ seed, links: 'one-way', faults, shrinks: false })
  expect(operations).toBe(120)
})

/** No packet overlaps with one that was trimmed, so relays keep little. */
it.each(seeds)('[TK26] relays that keep what others still need, and not much more, history %i', { timeout: 60_000 }, async (seed) => {
  const faults: readonly Fault[] = ['cut', 'stall', 'drop', 'crash', 'restart', 'busy', 'failover', 'kill', 'visibility']
  const { operations } = await simulate({ seed, links: seed % 2 === 0 ? 'pair' : 'ring', faults, shrinks: false })
  expect(operations).toBe(120)
})

it('[TK24] some seeds have linked relays, and most have not', () => {
  const found = Array.from({ length: 400 }, (_, seed) => topologyOf(seed))
  for (const links of ['one-way', 'pair', 'ring'] as const) expect(found.filter((name) => name === links).length).toBeGreaterThan(25)
  expect(found.filter((name) => name === 'none').length).toBeGreaterThan(100)
})

it.each(seeds)('[RL29] [TK25] clones of a device at two relays, history %i', { timeout: 60_000 }, async (seed) => {
  const { operations } = await simulate({ seed, links: 'pair', faults: ['clone', 'failover', 'cut', 'kill'], shrinks: false })
  expect(operations).toBe(120)
})
