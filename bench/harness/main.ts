import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { libraryWorkloads } from '../workloads/index.js'
import { size } from '../workloads/size.js'
import { parseArguments, type Arguments } from './arguments.js'
import { describeEnvironment, formatEnvironment } from './environment.js'
import { registry, wholeState, type Entry } from './registry.js'
import { createReport, faultsOf, formatReport, type Report } from './report.js'
import { runInFreshProcess } from './spawn.js'
import type { LibraryWorkload, Row, Workload } from './workload.js'

const workloads: readonly Workload[] = [...libraryWorkloads, size]

/** Runs what the words ask for. True when everything is verified and every bar is met. */
export async function main(words: readonly string[], resultsFolder: string): Promise<boolean> {
  const names = [...registry, wholeState].map(({ name }) => name)
  const wanted = parseArguments(
    words,
    workloads.map(({ name }) => name),
    names,
  )
  const faults: string[] = []
  for (const workload of workloads.filter(({ name }) => wanted.workloads.includes(name))) {
    const environment = describeEnvironment()
    if (!wanted.json) console.log(`\n${workload.name}\n${workload.about.join('\n')}\n${formatEnvironment(environment)}\n`)
    const rows = 'measure' in workload ? await workload.measure(wanted.only) : await runLibraries(workload, wanted)
    const report = createReport(workload, environment, rows)
    console.log(wanted.json ? JSON.stringify(report) : formatReport(workload, report))
    faults.push(...faultsOf(report).map((fault) => `${workload.name}: ${fault}`))
    // A part is no baseline.
    if (wanted.only === null && !wanted.profile) await save(resultsFolder, report)
  }
  for (const fault of faults) console.error(fault)
  return faults.length === 0
}

async function runLibraries(workload: LibraryWorkload, { only, profile }: Arguments): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const library of workload.libraries ?? registry) {
    if (only?.includes(library.name) ?? true) rows.push(...(await runLibrary(workload, library, profile)))
  }
  return rows
}

async function runLibrary(workload: LibraryWorkload, library: Entry, profile: boolean): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const job of workload.jobs(library)) {
    process.stderr.write(`… ${workload.name} ${library.name} ${Object.values(job).join(' ')}\n`)
    rows.push(...(await runInFreshProcess(library.folder, { workload: workload.name, job }, profile)))
  }
  return workload.combine?.(rows) ?? rows
}

async function save(folder: string, report: Report): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${report.workload}.json`), `${JSON.stringify(report, null, 2)}\n`)
}
