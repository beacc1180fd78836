import type { AnySchema } from '@torsor/core'
import {
  faultNames,
  operationsOf,
  play,
  shrink,
  topologyOf,
  type Fault,
  type Operation,
  type Played,
  type Topology,
} from './history/index.js'
import { seeded } from './world/index.js'
import { ledger, type Workload } from './workload/index.js'

export interface SimulateOptions<S extends AnySchema = AnySchema> {
  /** Everything follows from it. */
  readonly seed: number
  /** How many operations. Default: 120. */
  readonly steps?: number
  /** How many devices there are at first. Default: 2 or 3. */
  readonly devices?: number
  /** Default: 2. */
  readonly relays?: number
  /** How they are linked. Default: as it follows from the seed, mostly not. */
  readonly links?: Topology
  /** What may go wrong. Default: a selection that follows from the seed. */
  readonly faults?: readonly Fault[]
  /** What the devices do. Default: every verb upon every kind of field. */
  readonly workload?: Workload<S>
  /** What tabs of other versions of the app do, beside those that do the first. Default: there are none. */
  readonly others?: readonly Workload<S>[]
  /** Whether a failing history is made as short as it gets, which takes playing it many times. Default: true. */
  readonly shrinks?: boolean
  /** Only the operations of these numbers, as a failure names them. */
  readonly only?: readonly number[]
}

/** What it takes to see a failure again. */
export interface FailureData {
  readonly seed: number
  readonly steps: number
  readonly faults: readonly Fault[]
  /** The fewest operations found that fail. */
  readonly operations: readonly Operation[]
  /** What happens in them, with the time in ms. */
  readonly log: readonly string[]
  /** Plays them again. */
  readonly command: string
}

/** A history that failed. */
export class SimulationFailure extends Error {
  readonly code = 'simulation-failed'
  readonly data: FailureData

  constructor(data: FailureData, of: number, cause: Error) {
    const { seed, operations, log, command } = data
    super(`Seed ${seed} fails after ${operations.length} of ${of} operations: ${cause.message}\n${log.join('\n')}\n${command}`, { cause })
    this.name = 'SimulationFailure'
    this.data = data
  }
}

export interface SimulateReport {
  readonly seed: number
  readonly operations: number
  readonly edits: number
  readonly faults: Readonly<Partial<Record<Fault, number>>>
  /** Simulated ms. */
  readonly elapsed: number
}

/**
 * Plays a history of devices, tabs and relays in a world that follows from a seed, with the real replica and relay in
 * it, and checks that nothing was lost, doubled or shown by half, and that all end with the same bytes. Throws a
 * `SimulationFailure` with the fewest operations that fail, found by playing it again and again.
 */
export async function simulate<S extends AnySchema>(options: SimulateOptions<S>): Promise<SimulateReport> {
  const { seed, steps = 120 } = options
  const faults = options.faults ?? faultsOf(seed)
  const workload: Workload<AnySchema> = options.workload ?? ledger
  const others: readonly Workload<AnySchema>[] = options.others ?? []
  const world = {
    seed,
    workload,
    others,
    devices: options.devices ?? seeded(seed).between(2, 3),
    relays: options.relays ?? 2,
    links: options.links ?? linksOf(seed, faults),
    faults: new Set(faults),
  }
  const all = operationsOf(seed, steps, faults)
  const operations = options.only === undefined ? all : all.filter(({ number }) => options.only?.includes(number))
  const played = await play(world, operations)
  if (played.failure === null) return report(seed, operations, played)
  const fewest =
    options.shrinks === false ? operations : await shrink(operations, async (fewer) => (await play(world, fewer)).failure !== null)
  const again = await play(world, fewest)
  const failure = again.failure ?? played.failure
  const linked = options.links === undefined ? '' : ` --links ${options.links}`
  const chosen = `${options.faults === undefined ? '' : ` --faults ${faults.join(',')}`}${linked}`
  const command = `npx torsor-simulate --seed ${seed} --steps ${steps}${chosen} --only ${fewest.map(({ number }) => number).join(',')}`
  throw new SimulationFailure({ seed, steps, faults, operations: fewest, log: again.log, command }, operations.length, failure)
}

/**
 * A clock that jumps by years ends the retention of what was acknowledged: then relays may not lose anything. And of many
 * faults one heals what another one broke: a few at once go deeper into each.
 */
export function faultsOf(seed: number): readonly Fault[] {
  const faults = without(seed)
  return seed % 5 === 0 ? [...faults, 'upgrade'] : faults
}

/** Where one relay follows another a device that goes there may come before what it has forgotten. */
function linksOf(seed: number, faults: readonly Fault[]): Topology {
  const links = topologyOf(seed)
  return links === 'one-way' && faults.includes('year') ? 'none' : links
}

function without(seed: number): readonly Fault[] {
  const forgetful: readonly Fault[] = ['restore', 'failover', 'upgrade']
  if (seed % 4 === 0) return faultNames.filter((fault) => !forgetful.includes(fault))
  const usual = faultNames.filter((fault) => fault !== 'year' && fault !== 'upgrade')
  if (seed % 4 === 1) return usual
  if (seed % 4 === 2) return usual.filter((_, index) => (seed * 7 + index * index * 5) % 3 > 0)
  const random = seeded(seed)
  return [...new Set([random.pick(usual), random.pick(usual), random.pick(usual)])]
}

function report(seed: number, operations: readonly Operation[], { happened, edits, elapsed }: Played): SimulateReport {
  return { seed, operations: operations.length, edits, faults: Object.fromEntries(happened), elapsed }
}
