import { defineSchema, single, tally } from '@torsor/core'
import { describe, expect, it } from 'vitest'
import { allFaults, faultNames, operationsOf, play } from '../src/history/index.js'
import { simulate, SimulationFailure, type Workload } from '../src/index.js'
import { faultsOf } from '../src/simulate.js'
import { ledger } from '../src/workload/index.js'

const first = Number(process.env['TORSOR_SEED'] ?? 1)
/** `pnpm simulate` plays thousands. */
const runs = Number(process.env['TORSOR_RUNS'] ?? 12)

describe('devices, tabs and relays that fail in every way they can', () => {
  it(`[RE30] [TK13] [TK22] come together with every edit counted once (${runs} histories)`, { timeout: 10_000 * runs }, async () => {
    const happened = new Set<string>()
    for (let seed = first; seed < first + runs; seed++)
      for (const fault of Object.keys((await simulate({ seed })).faults)) happened.add(fault)
    expect(runs < 12 ? [] : Object.keys(allFaults).filter((fault) => !happened.has(fault))).toEqual([])
  })

  it('[TK2] live the same history again from the same seed', async () => {
    const seed = 5
    const world = { seed, workload: ledger, devices: 3, relays: 2, faults: new Set(faultsOf(seed)) }
    const operations = operationsOf(seed, 80, faultsOf(seed))
    const [one, other] = [await play(world, operations), await play(world, operations)]
    expect(one.failure).toBeNull()
    expect(one.log.length).toBeGreaterThan(40)
    expect(other).toEqual(one)
  })

  it('[TK10] live through any part of a history', async () => {
    const seed = 9
    const world = { seed, workload: ledger, devices: 2, relays: 2, faults: new Set(faultNames) }
    const operations = operationsOf(seed, 60, faultNames)
    for (const part of [2, 3]) {
      const { failure } = await play(
        world,
        operations.filter(({ number }) => number % part === 0),
      )
      expect(failure).toBeNull()
    }
  })
})

const schema = defineSchema({ ledger: single({ entries: tally() }) })

/** Edits whose number ends in 7 count twice. */
const doubling: Workload<typeof schema> = {
  schema,
  write: (m, _random, edit) => m.ledger.add({ entries: { [edit]: edit.endsWith('7') ? 2 : 1 } }),
  counts: (view) => new Map(Object.entries(view.ledger.entries)),
}

describe('a history that fails', () => {
  it('[TK11] [TK12] is told by the fewest operations, with which it fails again', async () => {
    const failure = await simulate({ seed: 3, steps: 60, workload: doubling }).catch((error: unknown) => error)
    if (!(failure instanceof SimulationFailure)) throw new Error('it did not fail')
    const { operations, log, command } = failure.data
    // Eight edits are what it takes to reach e7.
    expect(operations.length).toBeLessThan(9)
    expect(operations.every(({ kind }) => kind === 'write')).toBe(true)
    expect(log.at(-1)).toMatch(/FAILED: .*e7/)
    const only = operations.map(({ number }) => number)
    expect(command).toContain(`--seed 3 --steps 60 --only ${only.join(',')}`)
    await expect(simulate({ seed: 3, steps: 60, workload: doubling, only })).rejects.toThrow('e7')
    expect(failure.message).toContain(command)
    const chosen = simulate({ seed: 3, steps: 60, workload: doubling, faults: ['cut', 'kill'] })
    await expect(chosen).rejects.toThrow('--steps 60 --faults cut,kill --only')
  })

  it('[TK20] is one in which an edit shows by half', async () => {
    const halving: Workload<typeof schema> = { ...doubling, write: ledgerWrite, halves: ({ ledger: { entries } }) => Object.keys(entries) }
    await expect(simulate({ seed: 3, steps: 20, workload: halving })).rejects.toThrow('shows half of e')
  })

  it('[TK22] is one in which an edit is gone in the end', async () => {
    let shown = 0
    const losing: Workload<typeof schema> = {
      ...doubling,
      write: ledgerWrite,
      counts: (view) => new Map(Object.entries(view.ledger.entries).filter(([edit]) => edit !== 'e3' || shown++ < 10)),
    }
    await expect(simulate({ seed: 3, steps: 20, workload: losing })).rejects.toThrow('e3')
  })
})

function ledgerWrite(m: Parameters<typeof doubling.write>[0], _random: unknown, edit: string): void {
  m.ledger.add({ entries: { [edit]: 1 } })
}
