import { defineSchema, single, tally, type AnySchema, type MutatorOf, type ViewOf } from '@torsor/core'
import type { Fault } from './history/index.js'
import { simulate, type SimulateReport } from './simulate.js'
import type { Workload } from './workload/index.js'
import type { Random } from './world/index.js'

export interface ConvergenceOptions<S extends AnySchema> {
  /** Makes one edit: anything that the app's users do, on records that devices share. */
  readonly mutate: (m: MutatorOf<S>, random: Random) => void
  /** Throws what must not be so once everything has come together, whoever edited what meanwhile. */
  readonly invariant?: (view: ViewOf<S>) => void
  /** How many. Default: 20. */
  readonly histories?: number
  /** The seed of the first. Default: 1. */
  readonly first?: number
  /** Operations in each. Default: 120. */
  readonly steps?: number
  /** What may go wrong. Default: a selection that follows from the seed. */
  readonly faults?: readonly Fault[]
}

/** Where a simulated edit is counted, beside the app's own tables. */
const ledger = single({ entries: tally() })

/**
 * Plays histories in which devices make the app's own edits while everything fails, and checks that each edit counts
 * once, that none shows by half, and that all devices end with the same bytes. Throws a `SimulationFailure` with the
 * fewest operations found that fail.
 */
export async function checkConvergence<S extends AnySchema>(schema: S, options: ConvergenceOptions<S>): Promise<readonly SimulateReport[]> {
  const { histories = 20, first = 1, steps, faults } = options
  const workload = counted(schema, options)
  const reports: SimulateReport[] = []
  for (let seed = first; seed < first + histories; seed++)
    reports.push(await simulate({ seed, workload, ...(steps === undefined ? {} : { steps }), ...(faults === undefined ? {} : { faults }) }))
  return reports
}

/** The app's edits, each of which is counted in the same batch. */
export function counted<S extends AnySchema>(
  schema: S,
  { mutate, invariant }: Pick<ConvergenceOptions<S>, 'mutate' | 'invariant'>,
): Workload<AnySchema> {
  const both = defineSchema({ ...schema.shape, simulatedEdits: ledger })
  const workload: Workload<typeof both> = {
    schema: both,
    write: (m, random, edit) => {
      // It has the app's tables and one more.
      mutate(m as unknown as MutatorOf<S>, random)
      m.simulatedEdits.add({ entries: { [edit]: 1 } })
    },
    counts: (view) => new Map(Object.entries(view.simulatedEdits.entries)),
    ...(invariant === undefined ? {} : { holds: (view) => invariant(view as unknown as ViewOf<S>) }),
  }
  return workload
}
