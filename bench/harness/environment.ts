import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { registry } from './registry.js'

export interface Environment {
  readonly date: string
  readonly commit: string
  readonly cpu: string
  readonly cores: number
  readonly memory: string
  readonly platform: string
  readonly node: string
  readonly v8: string
  /** Of the last minute, when the run began. */
  readonly load: number
  readonly versions: Readonly<Record<string, string>>
}

export function describeEnvironment(): Environment {
  const [load = 0] = loadavg()
  return {
    date: new Date().toISOString(),
    commit: commitOf(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
    load: Math.round(load * 100) / 100,
    versions: Object.fromEntries(registry.flatMap(({ packages }) => packages.map((name) => [name, versionOf(name)]))),
  }
}

/** Others' work on the machine makes every time longer, and not evenly. */
const quiet = 0.5

export function formatEnvironment({ cpu, cores, memory, node, commit, date, load }: Environment): string {
  const where = `${cpu}, ${cores} cores, ${memory}; node ${node}; commit ${commit}; ${date}; load ${load}`
  return load > quiet ? `${where}: the machine is busy, times are too long` : where
}

function commitOf(): string {
  try {
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ', changed')
  } catch {
    return 'unknown'
  }
}

/** Of the package as it is installed here; not every one exports its package.json. */
function versionOf(name: string): string {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { version?: string }
      return manifest.version ?? 'unknown'
    } catch {
      continue
    }
  }
  throw new Error(`${name} is not installed beside ${dirname(import.meta.filename)}.`)
}
