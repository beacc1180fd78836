import type { Page } from 'playwright'
import { Device } from './device.js'
import { expectRight, type Figure } from './result.js'
import { quantile } from './statistics.js'
import { using } from './using.js'

export interface TabsPlan {
  readonly clicks: number
}

const NO_RELAY = 'ws://127.0.0.1:9'
const PAUSE_MS = 40

/** From a click in one tab to the change in another tab's document: one clock, that of the machine. */
export function tabs(origin: string, plan: TabsPlan): Promise<readonly Figure[]> {
  return using(Device.make(origin), (device) => measure(device, plan))
}

async function measure(device: Device, { clicks }: TabsPlan): Promise<readonly Figure[]> {
  const parameters = { relay: NO_RELAY, space: 'tabs' }
  const first = await device.torsor(parameters)
  await first.exposed.evaluate((page) => page.ready())
  await first.exposed.evaluate((page) => page.fillOffline(100))
  const second = await device.torsor(parameters)
  await second.exposed.evaluate((page) => page.ready())
  await second.page.waitForSelector('.quantity')
  const watched = await second.exposed.evaluateHandle((page) => page.seeDomChanges())
  const made = await first.exposed.evaluateHandle((page) => page.clicks)
  const before = await second.exposed.evaluate((page) => page.quantity(0))
  for (let n = 0; n < clicks; n++) {
    await first.page.mouse.click(...(await centreOfButton(first.page)))
    await first.page.waitForTimeout(PAUSE_MS)
  }
  await watched.evaluate(async ({ frames }, wanted) => {
    while (frames.length < wanted) await new Promise((resolve) => setTimeout(resolve, 20))
  }, clicks)
  const { seen, frames } = await watched.jsonValue()
  const clicked = await made.jsonValue()
  expectRight('tabs', clicked.length === clicks && seen.length === clicks ? null : `${clicked.length} clicks, ${seen.length} changes seen`)
  const after = await second.exposed.evaluate((page) => page.quantity(0))
  expectRight('tabs', after === (before ?? 0) + clicks ? null : `${after} is not ${before} and ${clicks} clicks`)
  return figures(since(clicked, seen), since(clicked, frames))
}

async function centreOfButton(page: Page): Promise<[number, number]> {
  const box = await page.locator('button').boundingBox()
  if (box === null) throw new Error('The button is not to be seen.')
  return [box.x + box.width / 2, box.y + box.height / 2]
}

function since(starts: readonly number[], ends: readonly number[]): number[] {
  return ends.map((end, n) => end - (starts[n] ?? Number.NaN))
}

function figures(document: readonly number[], frame: readonly number[]): Figure[] {
  const line = (what: string, samples: readonly number[], share: number, most: number | null): Figure => ({
    workload: 'tabs',
    what,
    value: quantile(samples, share),
    unit: 'ms',
    bar: most === null ? null : { most },
    samples: [],
  })
  return [
    { ...line('click to the other tab’s document, p50', document, 0.5, 10), samples: document },
    line('… p99', document, 0.99, null),
    { ...line('click to the other tab’s next frame, p50', frame, 0.5, null), samples: frame },
    line('… p99', frame, 0.99, null),
  ]
}
