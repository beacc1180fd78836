import { createRelay, memoryLog } from '@torsor/relay'
import { pino } from 'pino'
import type { Page } from 'playwright'
import { Device, type TorsorParameters } from './device.js'
import { expectRight, type Figure } from './result.js'
import { median } from './statistics.js'
import { using } from './using.js'

export interface LoadPlan {
  readonly records: number
  readonly loads: number
}

const yjsStore = 'yjs-records'

/** Opening a device whose IndexedDB holds the records: from the navigation to the first React render that has them all. */
export async function load(origin: string, { records, loads }: LoadPlan): Promise<readonly Figure[]> {
  const relay = createRelay({ log: memoryLog(), authorize: 'anyone', logger: pino({ level: 'silent' }) })
  const torsor: number[] = []
  const yjs: number[] = []
  await using(Promise.resolve(relay), async () => {
    const { url } = await relay.listen({ port: 0 })
    const parameters = { relay: url, space: 'records' }
    await using(Device.make(origin), async (device) => {
      await fill(device, parameters, records)
      await device.restart()
      for (let n = 0; n < loads; n++) {
        torsor.push(await torsorLoad(device, parameters, records))
        yjs.push(await yjsLoad(device, records))
      }
    })
  })
  const times = `open to first render of ${records.toLocaleString('en')} records`
  const ratios = torsor.map((time, n) => (yjs[n] ?? Number.NaN) / time)
  return [
    { workload: 'load', what: times, value: median(torsor), unit: 'ms', bar: null, samples: torsor },
    { workload: 'load', what: `the same, yjs + y-indexeddb`, value: median(yjs), unit: 'ms', bar: null, samples: yjs },
    { workload: 'load', what: 'times as fast', value: median(yjs) / median(torsor), unit: 'x', bar: { least: 5 }, samples: ratios },
  ]
}

/** Not measured: the same records into both libraries' databases. */
async function fill(device: Device, parameters: TorsorParameters, records: number): Promise<void> {
  const torsor = await device.torsor(parameters)
  await torsor.exposed.evaluate((page) => page.ready())
  await torsor.exposed.evaluate((page, count) => page.fill(count), records)
  // Until the log is folded, as on a device that was quiet for some seconds.
  await torsor.page.waitForTimeout(5_000)
  await torsor.exposed.evaluate((page) => page.close())
  await torsor.page.close()
  const yjs = await device.yjs({ store: yjsStore })
  await yjs.exposed.evaluate((page) => page.ready())
  await yjs.exposed.evaluate((page, count) => page.fill(count), records)
  await yjs.page.waitForFunction(async (batches) => (await (window as never as StoredWindow).page.stored()) >= batches, records / 1_000)
  await yjs.page.close()
}

interface StoredWindow {
  readonly page: { stored(): Promise<number> }
}

async function torsorLoad(device: Device, parameters: TorsorParameters, records: number): Promise<number> {
  const tab = await device.torsor(parameters)
  const time = await firstRender(tab.page, records)
  expectRight('load, torsor', await tab.exposed.evaluate((page, count) => page.wrong(count), records))
  await tab.page.close()
  return time
}

async function yjsLoad(device: Device, records: number): Promise<number> {
  const tab = await device.yjs({ store: yjsStore })
  const time = await firstRender(tab.page, records)
  expectRight('load, yjs', await tab.exposed.evaluate((page, count) => page.wrong(count), records))
  await tab.page.close()
  return time
}

interface RenderingWindow {
  readonly page: { rendered(count: number): number | null }
}

/** In ms since the navigation. Polled seldom: looking must not slow down what is looked at. */
async function firstRender(page: Page, records: number): Promise<number> {
  const found = await page.waitForFunction((count) => (window as never as RenderingWindow).page.rendered(count), records, {
    polling: 100,
    timeout: 120_000,
  })
  return Number(await found.jsonValue())
}
