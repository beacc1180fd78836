export interface Options {
  readonly count: number
  readonly seed: bigint
  /** How long a measured run lasts at least. */
  readonly milliseconds: number
  readonly browsers: readonly BrowserName[]
  /** Banks are workers of their own. */
  readonly workers: boolean
  /** Measures folds of few words instead. */
  readonly fold: boolean
}

export type BrowserName = 'chromium' | 'firefox'

export const usage = `pnpm abench [count] [seed] [options]
  count               how many deltas: 1 to 16777216 (65537)
  seed                64 bits, decimal or 0x… (0xDEADBEEF0BADF00D)
  --workers           each bank is a worker
  --browser[=name]    in a worker of Chromium and of Firefox, or of one of them
  --fold              folds of few words: where a kernel begins to pay
  --milliseconds=n    how long a measured run lasts at least: 1 to 10000 (200)`

/** What the command line says is not what it can say. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const MAX_COUNT = 2 ** 24

export function parseArguments(args: readonly string[]): Options {
  const positional = args.filter((argument) => !argument.startsWith('-'))
  if (positional.length > 2) throw new UsageError(`Too many arguments: ${positional.slice(2).join(' ')}`)
  const [count = '65537', seed = '0xDEADBEEF0BADF00D'] = positional
  const defaults: Options = {
    count: parseCount(count),
    seed: parseSeed(seed),
    milliseconds: 200,
    browsers: [],
    workers: false,
    fold: false,
  }
  return Object.assign(defaults, ...args.filter((argument) => argument.startsWith('-')).map(parseOption)) as Options
}

function parseOption(argument: string): Partial<Options> {
  const [name = '', value] = argument.split('=', 2)
  if (name === '--workers' && value === undefined) return { workers: true }
  if (name === '--fold' && value === undefined) return { fold: true }
  if (name === '--milliseconds') return { milliseconds: integerBetween('--milliseconds', value ?? '', 1, 10_000) }
  if (name === '--browser' && value === undefined) return { browsers: ['chromium', 'firefox'] }
  if (name === '--browser' && (value === 'chromium' || value === 'firefox')) return { browsers: [value] }
  throw new UsageError(`There is no option ${argument}`)
}

function parseCount(text: string): number {
  return integerBetween('count', text, 1, MAX_COUNT)
}

function integerBetween(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new UsageError(`${name} is an integer from ${least} to ${most}, not "${text}"`)
}

function parseSeed(text: string): bigint {
  if (/^(?:\d+|0x[\da-f]+)$/i.test(text)) {
    const seed = BigInt(text)
    if (seed < 2n ** 64n) return seed
  }
  throw new UsageError(`seed is an unsigned integer of 64 bits, decimal or 0x…, not "${text}"`)
}
