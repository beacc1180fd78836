import { describe, expect, it } from 'vitest'
import { allFaults, History, type Fault } from './chaos/history.js'

const runs = Number(process.env['TORSOR_RUNS'] ?? 24)
const first = Number(process.env['TORSOR_SEED'] ?? 1)

async function play(seed: number, faults: readonly Fault[] = faultsOf(seed), steps = 160): Promise<void> {
  const history = new History(seed, { steps, faults })
  try {
    await history.run()
  } catch (error) {
    throw new Error(
      `seed ${seed} (${faults.join(', ')}): ${error instanceof Error ? error.message : String(error)}\n${history.log.join('\n')}`,
      { cause: error },
    )
  }
}

/** A clock that jumps by years ends the retention of what was acknowledged: then relays may not lose anything. */
function faultsOf(seed: number): readonly Fault[] {
  const forgetful: readonly Fault[] = ['restore', 'failover']
  if (seed % 4 === 0) return allFaults.filter((fault) => !forgetful.includes(fault))
  const usual = allFaults.filter((fault) => fault !== 'year')
  if (seed % 4 === 1) return usual
  // Few faults at once go deeper into each.
  return usual.filter((_, index) => (seed * 7 + index * index * 5) % 3 > 0)
}

describe('devices, tabs and relays that fail in every way they can', () => {
  it(
    `[RE30] come together with every acknowledged edit counted once (${runs} histories)`,
    { timeout: 3_000 * Math.max(60, runs) },
    async () => {
      const failures: string[] = []
      for (let seed = first; seed < first + runs; seed++) {
        try {
          await play(seed)
        } catch (error) {
          // With many runs every failing seed is of interest, not only the first.
          if (process.env['TORSOR_RUNS'] === undefined) throw error
          failures.push(String(error))
          process.stderr.write(
            `FAIL ${String(error)
              .replace(/^Error: /, '')
              .slice(0, 1500)
              .replaceAll('\n', ' ~ ')}\n`,
          )
        }
      }
      expect(failures).toEqual([])
    },
  )
})
