import { expect, it } from 'vitest'
import { simulate, type Fault, type SimulateOptions } from '../src/index.js'

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

/** Two tabs that both think they lead are rare among everything else. */
it.each(Array.from({ length: seed === undefined ? 0 : Math.ceil(runs / 2) }, (_, n) => first + n))(
  '[TK21] [TK22] [TK23] history %i of two leaders ends well',
  { timeout: 60_000 },
  async (seed) => {
    const { operations } = await simulate({ seed, shrinks: false, faults: ['steal', 'stall', 'cut', 'busy'] })
    expect(operations).toBe(120)
  },
)

/** What among everything else is met by luck. */
it.each<[number, readonly Fault[], string]>([
  [240_132, ['drop'], 'nobody has anything to say on a connection that is dropped'],
  [240_165, ['drop'], 'a device that only listens is dropped'],
  [240_168, ['drop'], 'a device that only listens is dropped at once'],
  [240_118, ['disk', 'full'], 'a write comes while a tab leaves its disk'],
  [240_143, ['disk', 'full'], 'a write comes while a tab leaves its disk for the second time'],
])('[TK20] [TK23] history %i of %j ends well: %s', { timeout: 60_000 }, async (seed, faults) => {
  const { operations } = await simulate({ seed, steps: 60, faults, shrinks: false })
  expect(operations).toBe(60)
})

/** Seeds that failed once. */
it.each<[number, SimulateOptions['links'], string]>([
  [103_563, 'none', 'a step stored with an unknown outcome moved the reference past the end of a reign that a catching-up was asked for'],
  [100_833, 'none', 'a clone had synced what its twin then lost with its power'],
  [1_007_290, 'ring', 'a tab that was closed while it opened took the disk over from the last one'],
  [1_012_917, 'one-way', 'what a relay lost again was frozen in memory, and was on the disk no more'],
  [1_018_685, 'none', 'what an outdated tab cannot know to be stored showed beside what another tab had sent of it'],
  [2_000_258, 'none', 'an id that a push had named was taken for one that the relay had told of'],
  [2_001_193, 'none', 'a worker that died while its disk failed had sent nothing'],
  [2_002_465, 'none', 'what another tab froze hid the open batch that it was made of'],
  [3_000_248, 'none', 'what lay on the disk was taken for afloat'],
  [5_002_167, 'none', 'a relay that had lost an edit was looked at before anybody had heard that it was gone'],
  [5_002_293, 'none', 'who could not read the disk gave other numbers than who had read it'],
  [6_003_203, 'none', 'of two leaders one took for another device’s what the other had pushed before it did'],
  [7_004_825, 'none', 'what may lie on a disk that a newer release took over was awaited'],
  [8_000_298, 'none', 'what lay on a full and damaged disk was taken for a copy of what memory has'],
  [9_001_067, 'pair', 'a number of what a dead worker had synced was given again'],
  [9_001_747, 'pair', 'a worker that began anew made its page forget what was synced'],
])('[TK22] history %i with links %s ends well: %s', { timeout: 60_000 }, async (seed, links) => {
  const { operations } = await simulate({ seed, ...(links === undefined ? {} : { links }), shrinks: false })
  expect(operations).toBe(120)
})
