import { stat } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { residentMemory } from './processes.js'
import type { RelayProcess } from './relay-process.js'
import type { Exposed, Tab } from './tab.js'
import type { AnySchema } from '@torsor/core'

/** Bytes, as they were at one moment of a long run. */
export interface Sample {
  readonly seconds: number
  /** Resident memory of the processes that run a browser's pages, workers included. */
  readonly pages: number
  /** What the browser stores for the page's origin. */
  readonly stored: number
  /** Resident memory of the relay. */
  readonly relay: number
  /** The relay's file, its write-ahead log included. */
  readonly file: number
  /** Reachable objects of this process, in which a device lives as well. */
  readonly heap: number
}

export interface Sampled {
  readonly profile: string
  readonly tab: Tab<Exposed<AnySchema>>
  readonly relay: RelayProcess
}

export async function sample(seconds: number, { profile, tab, relay }: Sampled): Promise<Sample> {
  const [memory, stored, file] = await Promise.all([
    residentMemory(profile, relay.id),
    tab.page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0),
    sizeOf(relay.file),
  ])
  collectGarbage()
  return { seconds, ...memory, stored, file, heap: process.memoryUsage().heapUsed }
}

/** Of the second quarter and of the last one: what has grown in between grows without end. */
export function growth(
  samples: readonly Sample[],
  of: Exclude<keyof Sample, 'seconds'>,
): { readonly before: number; readonly after: number } {
  const quarter = Math.floor(samples.length / 4)
  const median = (part: readonly Sample[]): number => {
    const sorted = part.map((one) => one[of]).toSorted((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? 0
  }
  return { before: median(samples.slice(quarter, 2 * quarter)), after: median(samples.slice(-quarter)) }
}

async function sizeOf(file: string): Promise<number> {
  const sizes = await Promise.all(
    [file, `${file}-wal`].map((path) =>
      stat(path)
        .then(({ size }) => size)
        .catch(() => 0),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}
