import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { formatTable } from './table.js'

interface CallFrame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
}

/** What `node --cpu-prof` writes. */
export interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[]
  readonly samples: readonly number[]
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[]
}

export interface SelfTime {
  readonly name: string
  readonly ms: number
  readonly share: number
}

const idle: ReadonlySet<string> = new Set(['(idle)', '(program)', '(root)'])

/** The functions that took the most time themselves, the most first. */
export function selfTimes({ nodes, samples, timeDeltas }: Profile, count: number): SelfTime[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  let total = 0
  samples.forEach((id, at) => {
    const name = names.get(id) ?? '(root)'
    if (idle.has(name)) return
    const ms = (timeDeltas[at] ?? 0) / 1000
    total += ms
    times.set(name, (times.get(name) ?? 0) + ms)
  })
  return [...times]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, ms]) => ({ name, ms, share: ms / total }))
}

/** The line tells apart functions of one name. */
function nameOf({ functionName, url, lineNumber }: CallFrame): string {
  const name = functionName === '' ? '(anonymous)' : functionName
  return url === '' ? name : `${name}  ${basename(url)}:${lineNumber + 1}`
}

/** CPU.<date>.<time>.<process>.<thread>.<sequence>.cpuprofile; 0 is the main thread. */
function threadOf(fileName: string): number {
  return Number(fileName.split('.')[4])
}

/** A folder for the profiles of one process, and its end: each thread's as a table. */
export function profileFolder(): { readonly arguments: readonly string[]; finish(): string } {
  const folder = mkdtempSync(join(import.meta.dirname, 'profile-'))
  return {
    arguments: ['--cpu-prof', `--cpu-prof-dir=${folder}`],
    finish: () => {
      const tables = readdirSync(folder)
        .toSorted((one, other) => threadOf(one) - threadOf(other))
        .map((name) => {
          const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile
          const rows = selfTimes(profile, 15).map((time) => [time.ms.toFixed(0), `${(time.share * 100).toFixed(1)} %`, time.name])
          return formatTable(['self ms', 'share', threadOf(name) === 0 ? 'function' : `function of thread ${threadOf(name)}`], rows)
        })
      rmSync(folder, { recursive: true })
      return tables.join('\n\n')
    },
  }
}
