export interface Arguments {
  readonly workloads: readonly string[]
  /** Null: all libraries. */
  readonly only: readonly string[] | null
  /** Print the reports as JSON instead of tables. */
  readonly json: boolean
  /** Say in which functions each process spends its time. Slows it down: such a run is no baseline. */
  readonly profile: boolean
}

/** @throws Error that says what was wrong and what would be right. */
export function parseArguments(words: readonly string[], workloads: readonly string[], libraries: readonly string[]): Arguments {
  const names: string[] = []
  let only: readonly string[] | null = null
  let json = false
  let profile = false
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--json') json = true
    else if (word === '--profile') profile = true
    else if (word === '--only') only = known(rest.shift()?.split(',') ?? [], libraries, 'library')
    else if (word.startsWith('--only=')) only = known(word.slice('--only='.length).split(','), libraries, 'library')
    else if (word.startsWith('-')) throw new Error(`No option is called ${word}. Options: --only <libraries>, --json, --profile.`)
    else names.push(word)
  }
  if (names.length === 0) throw new Error(`Which workload? all, browser, or some of: ${workloads.join(', ')}.`)
  return { workloads: names.includes('all') ? workloads : known(names, workloads, 'workload'), only, json, profile }
}

function known(names: readonly string[], all: readonly string[], what: string): readonly string[] {
  const unknown = names.filter((name) => !all.includes(name))
  if (names.length === 0 || unknown.length > 0) throw new Error(`No ${what} is called "${unknown.join(', ')}". Some of: ${all.join(', ')}.`)
  return names
}
