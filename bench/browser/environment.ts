import { execFileSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

export interface Environment {
  readonly date: string
  readonly commit: string
  readonly node: string
  readonly chromium: string
  readonly yjs: string
  readonly yIndexeddb: string
  readonly system: string
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  /** Average load of the last minute as the run began: figures of a busy machine are to be read as ratios. */
  readonly load: number
}

const require = createRequire(import.meta.url)

export function environment(chromium: string, load: number): Environment {
  const processors = cpus()
  return {
    date: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    node: process.version,
    chromium,
    yjs: versionOf('yjs'),
    yIndexeddb: versionOf('y-indexeddb'),
    system: `${process.platform} ${release()}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load,
  }
}

export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100
}

function versionOf(name: string): string {
  const file = require.resolve(`${name}/package.json`)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
