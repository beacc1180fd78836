import { parseArgs } from 'node:util'
import { faultNames, topologies, type Fault, type Topology } from '../history/index.js'

export interface CliOptions {
  readonly first: number
  /** How many seeds; infinite when it goes by time. */
  readonly seeds: number
  readonly minutes: number
  readonly steps: number | undefined
  readonly faults: readonly Fault[] | undefined
  readonly links: Topology | undefined
  readonly only: readonly number[] | undefined
  readonly workers: number
}

export const usage: string = `torsor-simulate plays histories of devices, tabs and relays that fail, and checks that nothing is lost or doubled.

  --seeds N       as many histories (100)
  --first N       from this seed on (1)
  --seed N        this one alone
  --minutes N     as many histories as there is time for
  --steps N       operations in a history (30 to 100, as it follows from the seed)
  --faults A,B    only these: ${faultNames.join(', ')}
  --links NAME    how relays are linked: ${topologies.join(', ')}
  --only N,N      only these operations of the history, as a failure names them
  --workers N     threads (one per core)`

/** Throws what is wrong with them, in words for the terminal. */
export function parseArguments(args: readonly string[], cores: number): CliOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      first: { type: 'string' },
      seed: { type: 'string' },
      minutes: { type: 'string' },
      steps: { type: 'string' },
      faults: { type: 'string' },
      links: { type: 'string' },
      only: { type: 'string' },
      workers: { type: 'string' },
    },
  })
  const numberOf = (name: 'seeds' | 'first' | 'seed' | 'minutes' | 'steps' | 'workers'): number | undefined => {
    const text = values[name]
    if (text === undefined) return undefined
    const number = Number(text)
    if (!Number.isFinite(number) || number < 0 || (name !== 'minutes' && !Number.isInteger(number)))
      throw new Error(`--${name} ${text} is not a number that it takes.`)
    return number
  }
  const seed = numberOf('seed')
  const minutes = numberOf('minutes')
  if (values.only !== undefined && !/^\d+(?:,\d+)*$/.test(values.only))
    throw new Error(`--only ${values.only} is not a list of the numbers of operations.`)
  const unknown = values.faults?.split(',').find((name) => !isFault(name))
  if (unknown !== undefined) throw new Error(`--faults: there is no "${unknown}". There are: ${faultNames.join(', ')}.`)
  const links = topologies.find((name) => name === values.links)
  if (values.links !== undefined && links === undefined)
    throw new Error(`--links: there is no "${values.links}". There are: ${topologies.join(', ')}.`)
  return {
    first: seed ?? numberOf('first') ?? 1,
    seeds: seed !== undefined ? 1 : (numberOf('seeds') ?? (minutes === undefined ? 100 : Number.POSITIVE_INFINITY)),
    minutes: minutes ?? Number.POSITIVE_INFINITY,
    steps: numberOf('steps'),
    faults: values.faults?.split(',').filter(isFault),
    links,
    only: values.only?.split(',').map(Number),
    workers: numberOf('workers') ?? cores,
  }
}

function isFault(name: string): name is Fault {
  return (faultNames as readonly string[]).includes(name)
}
