import type { Library } from '../libraries/library.js'
import { libraryWorkloads } from '../workloads/index.js'
import type { Job, Row } from './workload.js'

/** What the harness sends to a process that it made for one job. */
export interface Task {
  readonly workload: string
  readonly job: Job
}

export type Answer = { readonly rows: readonly Row[] } | { readonly error: string }

/** The main program of each library's bundle: waits for the one task, does it, and answers. */
export function runChild(library: Library): void {
  process.once('message', (message) => {
    const { workload: name, job } = message as Task
    const workload = libraryWorkloads.find((candidate) => candidate.name === name)
    if (workload === undefined) throw new RangeError(`No workload ${name}.`)
    workload.run(library, job).then(
      (rows) => answer({ rows }),
      (error: unknown) => answer({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
}

function answer(said: Answer): void {
  process.send?.(said, () => process.exit(0))
}
