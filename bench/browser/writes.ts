import { Device, type Tab, type TorsorParameters } from './device.js'
import type { RawQuery } from './pages/raw/raw.js'
import type { TorsorPage } from './pages/torsor/main.js'
import { expectRight, type Figure } from './result.js'
import { median } from './statistics.js'
import { using } from './using.js'

export interface WritesPlan {
  readonly records: number
  /** Awaited edits, and raw transactions, in each round. */
  readonly awaited: number
  /** Edits of which only the last is awaited, in each round. */
  readonly burst: number
  readonly rounds: number
}

/** Nobody listens there: the device is offline, and what is measured is its own disk. */
const NO_RELAY = 'ws://127.0.0.1:9'

/** Edits brought to the disk, beside IndexedDB itself on the same disk, taking turns. */
export function writes(origin: string, plan: WritesPlan): Promise<readonly Figure[]> {
  return using(Device.make(origin), (device) => measure(device, plan))
}

async function measure(device: Device, plan: WritesPlan): Promise<readonly Figure[]> {
  const parameters = { relay: NO_RELAY, space: 'writes', view: 'none' } as const
  const tab = await device.torsor(parameters)
  await tab.exposed.evaluate((page) => page.ready())
  await tab.exposed.evaluate((page, count) => page.fillOffline(count), plan.records)
  const samples = { raw: [] as number[], committed: [] as number[], asked: [] as number[], awaited: [] as number[], burst: [] as number[] }
  let written = 1_000_000
  for (let round = 0; round < plan.rounds; round++) {
    samples.raw.push(await raw(tab, { writes: plan.awaited, commit: false, asked: false }))
    samples.awaited.push(
      await tab.exposed.evaluate((page, [edits, records, first]) => page.awaitedWrites(edits, records, first), [
        plan.awaited,
        plan.records,
        written,
      ] as const),
    )
    written += plan.awaited
    samples.committed.push(await raw(tab, { writes: plan.awaited, commit: true, asked: false }))
    samples.asked.push(await raw(tab, { writes: plan.awaited, commit: true, asked: true }))
    samples.burst.push(
      await tab.exposed.evaluate((page, [edits, records, first]) => page.burst(edits, records, first), [
        plan.burst,
        plan.records,
        written,
      ] as const),
    )
    written += plan.burst
  }
  await expectStored(device, tab, parameters, plan, written - plan.burst)
  return figures(samples)
}

function raw(tab: Tab<TorsorPage>, asking: RawQuery): Promise<number> {
  return tab.exposed.evaluate((page, query) => page.rawWrites(query), asking)
}

/** What a fresh page reads from the disk is what was written last. */
async function expectStored(
  device: Device,
  tab: Tab<TorsorPage>,
  parameters: TorsorParameters,
  { records, burst }: WritesPlan,
  first: number,
): Promise<void> {
  await tab.page.close()
  await device.restart()
  const fresh = await device.torsor(parameters)
  await fresh.exposed.evaluate((page) => page.ready())
  for (let record = 0; record < records; record += 37) {
    const last = burst - 1 - ((((burst - 1 - record) % records) + records) % records)
    const found = await fresh.exposed.evaluate((page, n) => page.quantity(n), record)
    expectRight('writes', found === first + last ? null : `record ${record} holds ${found}, not ${first + last}`)
  }
}

function figures({
  raw,
  committed,
  asked,
  awaited,
  burst,
}: Record<'raw' | 'committed' | 'asked' | 'awaited' | 'burst', readonly number[]>): Figure[] {
  const line = (what: string, samples: readonly number[]): Figure => ({
    workload: 'writes',
    what,
    value: median(samples),
    unit: '1/s',
    bar: null,
    samples,
  })
  const ratio = (what: string, samples: readonly number[], least: number | null, of: readonly number[] = raw): Figure => {
    const ratios = samples.map((value, n) => value / (of[n] ?? Number.NaN))
    return { workload: 'writes', what, value: median(ratios), unit: 'x', bar: least === null ? null : { least }, samples: ratios }
  }
  return [
    line('raw one-row transactions, relaxed', raw),
    line('the same with commit()', committed),
    line('the same with commit(), each asked for by the page', asked),
    line('edits, each awaited (persisted, relaxed)', awaited),
    ratio('… of raw transactions', awaited, 0.8),
    ratio('… of those that the page asks for', awaited, null, asked),
    line('edits, the last one awaited', burst),
    ratio('… of raw transactions', burst, 20),
  ]
}
