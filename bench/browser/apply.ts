import { Device } from './device.js'
import { expectRight, type Figure } from './result.js'
import { standInRelay, standInYjs, type StandIn } from './stand-in/server.js'
import { quantityOf, torsorUpdates, yjsUpdates, type UpdatesPlan } from './stand-in/updates.js'
import { median } from './statistics.js'
import { using } from './using.js'

export interface ApplyPlan extends UpdatesPlan {
  readonly runs: number
}

/** Remote updates of one field each, from a socket to the page's view. Torsor stores them before it shows them. */
export async function apply(origin: string, plan: ApplyPlan): Promise<readonly Figure[]> {
  const forTorsor = torsorUpdates(plan)
  const forYjs = yjsUpdates(plan)
  const last = { record: (plan.updates - 1) % plan.records, quantity: quantityOf(plan.updates - 1) }
  const samples: { torsor: number[]; yjs: number[]; yjsInMemory: number[] } = { torsor: [], yjs: [], yjsInMemory: [] }
  for (let run = 0; run < plan.runs; run++) {
    await using(Device.make(origin), async (device) => {
      samples.torsor.push(await using(standInRelay(forTorsor), (relay) => torsorRun(device, relay, plan, last)))
      samples.yjs.push(await using(standInYjs(forYjs), (server) => yjsRun(device, 'updates', server, plan, last)))
      samples.yjsInMemory.push(await using(standInYjs(forYjs), (server) => yjsRun(device, '', server, plan, last)))
    })
  }
  const figure = (what: string, values: readonly number[]): Figure => ({
    workload: 'apply',
    what,
    value: median(values),
    unit: '1/s',
    bar: null,
    samples: values,
  })
  return [
    figure('remote one-field updates into the view, stored', samples.torsor),
    figure('the same, yjs + y-indexeddb, in the page’s thread', samples.yjs),
    figure('the same, yjs without a disk', samples.yjsInMemory),
  ]
}

interface Last {
  readonly record: number
  readonly quantity: number
}

async function torsorRun(device: Device, relay: StandIn, plan: ApplyPlan, last: Last): Promise<number> {
  const tab = await device.torsor({ relay: relay.url, space: `updates ${relay.url}` })
  await tab.exposed.evaluate((page) => page.ready())
  await relay.connected
  await tab.page.waitForFunction((count) => document.querySelector('caption')?.textContent === String(count), plan.records)
  const arrived = tab.exposed.evaluate((page, final) => page.valuesArrived(final), last)
  const start = await tab.exposed.evaluate((page) => page.clock())
  relay.go()
  const end = await arrived
  await expectAll(plan, (n) => tab.exposed.evaluate((page, record) => page.quantity(record), n))
  await tab.page.close()
  return perSecond(plan, start, end)
}

async function yjsRun(device: Device, store: string, server: StandIn, plan: ApplyPlan, last: Last): Promise<number> {
  const tab = await device.yjs({ store })
  await tab.exposed.evaluate((page) => page.ready())
  const arrived = tab.exposed.evaluate((page, { url, last }) => page.follow(url, last), { url: server.url, last })
  await server.connected
  await tab.page.waitForFunction((count) => document.querySelector('caption')?.textContent === String(count), plan.records)
  const start = await tab.exposed.evaluate((page) => page.clock())
  server.go()
  const end = await arrived
  await expectAll(plan, (n) => tab.exposed.evaluate((page, record) => page.quantity(record), n))
  await tab.page.close()
  return perSecond(plan, start, end)
}

function perSecond({ updates }: ApplyPlan, start: number, end: number): number {
  return (updates / (end - start)) * 1_000
}

/** A sample of the records: each shows the last update made to it. */
async function expectAll({ records, updates }: ApplyPlan, quantity: (record: number) => Promise<number | undefined>): Promise<void> {
  for (let n = 0; n < records; n += 37) {
    const lastUpdate = updates - 1 - ((((updates - 1 - n) % records) + records) % records)
    const found = await quantity(n)
    expectRight('apply', found === quantityOf(lastUpdate) ? null : `record ${n} shows ${found}, not ${quantityOf(lastUpdate)}`)
  }
}
