import { mkdir, writeFile } from 'node:fs/promises'
import { apply } from './apply.js'
import { Device } from './device.js'
import { currentLoad, environment } from './environment.js'
import { load } from './load.js'
import { meets, type Figure } from './result.js'
import { openSite } from './site.js'
import { round } from './statistics.js'
import { tabs } from './tabs.js'
import { using } from './using.js'
import { writes } from './writes.js'

const workloads: Readonly<Record<string, (origin: string) => Promise<readonly Figure[]>>> = {
  load: (origin) => load(origin, { records: 100_000, loads: 5 }),
  apply: (origin) => apply(origin, { records: 1_000, updates: 100_000, runs: 3 }),
  writes: (origin) => writes(origin, { records: 1_000, awaited: 500, burst: 20_000, rounds: 7 }),
  tabs: (origin) => tabs(origin, { clicks: 200 }),
}

const results = new URL('../results/', import.meta.url)

/** Prints the table and writes it as JSON; false where a bar is missed. `BENCH_ONLY=load,tabs` runs a part, and writes nothing. */
export async function report(): Promise<boolean> {
  const only = process.env['BENCH_ONLY']?.split(',') ?? null
  const started = currentLoad()
  const figures: Figure[] = []
  const where = await using(openSite(), async ({ origin }) => {
    for (const [name, run] of Object.entries(workloads)) if (only === null || only.includes(name)) figures.push(...(await run(origin)))
    return environment(await using(Device.make(origin), (device) => device.version()), started)
  })
  print(figures)
  console.log(where)
  if (only === null) {
    await mkdir(results, { recursive: true })
    await writeFile(new URL('browser.json', results), `${JSON.stringify({ environment: where, figures: figures.map(brief) }, null, 2)}\n`)
  }
  return figures.every(meets)
}

function print(figures: readonly Figure[]): void {
  console.table(
    figures.map((figure) => ({
      workload: figure.workload,
      what: figure.what,
      value: shown(figure),
      unit: figure.unit,
      bar: barOf(figure),
      met: figure.bar === null ? '' : meets(figure) ? 'yes' : 'NO',
    })),
  )
}

function barOf({ bar }: Figure): string {
  if (bar === null) return ''
  return 'least' in bar ? `>= ${bar.least}` : `<= ${bar.most}`
}

const shown = ({ value, unit }: Figure): number => round(value, unit === '1/s' ? 0 : unit === 'ms' ? 1 : 2)

function brief(figure: Figure): object {
  return { ...figure, value: shown(figure), samples: figure.samples.map((value) => round(value, 2)) }
}
