import { mkdir, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded, type Random } from '@torsor/testkit'
import { expectConverged } from '../harness/converged.js'
import { growth, sample, type Sample } from '../harness/samples.js'
import type { RelayProcess } from '../harness/relay-process.js'
import { expect, test } from '../harness/test.js'
import type { FaultProxy } from '../proxy/fault-proxy.js'
import { NodeDevice, type Tab } from '../unit/history/device.js'

/** Half an hour shows what grows; what runs here each time shows that it can be run. */
const minutes = Number(process.env['TORSOR_MINUTES'] ?? 0.2)
const records = 50

type Mutator = Parameters<Parameters<Tab['mutate']>[0]>[0]

/** Counts in one item and in all visits. It runs in the page, too: it sees its arguments and nothing else. */
function edit(m: Mutator, random: number, records: number): void {
  const id = `item-${Math.floor(random * records)}`
  m.items.add(id, { stock: 1, votes: { yes: 1 } })
  m.items.update(id, { name: `named ${random}`, place: { lat: random, long: -random } })
  m.settings.add({ visits: 1 })
}

test('a browser and a Node device live through faults of their lines, and a relay that is killed all the time', async ({ world }) => {
  test.setTimeout(minutes * 60_000 + 120_000)
  const seed = Number(process.env['E2E_SEED'] ?? 7)
  console.log(`E2E_SEED=${seed} TORSOR_MINUTES=${minutes}`)
  const random = seeded(seed)
  // A minute and a half is kept of its log: what it grows by would hide what should not grow.
  const relay = await world.newRelay(['--keep', '0.001'])
  const device = await world.device('fixture', { durable: true, relay })
  const tab = await device.open()
  const node = await NodeDevice.start(relay.port, world.space)
  const [replica] = node.tabs
  if (replica === undefined) throw new Error('A device has a tab.')
  replica.mutate((m) => {
    for (let n = 0; n < records; n++) m.items.upsert(`item-${n}`, { name: 'new' })
  })
  await node.synced()

  const end = performance.now() + minutes * 60_000
  const goesOn = (): boolean => performance.now() < end
  const samples: Sample[] = []
  const counts = { edits: 0, kills: 0, faults: 0 }
  const began = performance.now()
  await tab.page.evaluate(`window.torsorEdit = ${edit.toString()}`)
  await tab.run(({ space }, records) => {
    window.torsorEdits = 0
    window.torsorEditing = setInterval(() => {
      space.mutate((m) => window.torsorEdit?.(m, Math.random(), records))
      window.torsorEdits = (window.torsorEdits ?? 0) + 1
    }, 50)
  }, records)
  await Promise.all([
    fail(device.proxy, random, goesOn, counts),
    fail(node.proxy, random, goesOn, counts),
    killRelay(relay, goesOn, counts),
    (async () => {
      for (; goesOn(); await sleep(50)) {
        replica.mutate((m) => edit(m, random.fraction(), records))
        counts.edits++
      }
    })(),
    (async () => {
      for (; goesOn(); await sleep(Math.min(10_000, (minutes * 60_000) / 12)))
        samples.push(await sample(Math.round((performance.now() - began) / 1_000), { profile: device.folder, tab, relay }))
    })(),
  ])
  const inPage = await tab.run(() => {
    clearInterval(window.torsorEditing)
    return window.torsorEdits ?? 0
  })

  for (const { proxy } of [device, node]) heal(proxy)
  await Promise.all([device.reconnected(), node.live()])
  await node.synced()
  const truth = await expectConverged([tab], relay, world.space)
  await expect.poll(async () => (await replica.inspect()).position).toBe(truth.position)
  expect(Buffer.from((await replica.inspect()).reference).toString('hex')).toBe(truth.state)
  const total = counts.edits + inPage
  const { items, settings } = replica.store.getState()
  expect({ stock: items.list().reduce((sum, { stock }) => sum + stock, 0), visits: settings.visits }).toEqual({
    stock: total,
    visits: total,
  })

  await node.dispose()
  const figures = { minutes, ...counts, edits: total, position: truth.position, bytes: truth.state.length / 2, samples }
  await mkdir('reports', { recursive: true })
  await writeFile(`reports/endurance-${test.info().project.name}.json`, JSON.stringify(figures, null, 1))
  for (const of of ['pages', 'stored', 'relay', 'file', 'heap'] as const) {
    const { before, after } = growth(samples, of)
    test.info().annotations.push({ type: of, description: `${before} to ${after} bytes` })
    console.log(`${of.padEnd(7)} ${(before / 1e6).toFixed(2)} to ${(after / 1e6).toFixed(2)} MB`)
    // In less time than this what is allotted once is most of what is seen.
    if (minutes >= 10) expect(after, `${of} in the last quarter`).toBeLessThan(1.3 * before)
  }
  console.log(`${total} edits, ${counts.kills} kills of the relay, ${counts.faults} faults of lines, ${truth.position} packets`)
})

declare global {
  interface Window {
    torsorEdit?: typeof edit
    torsorEdits?: number
    torsorEditing?: ReturnType<typeof setInterval>
  }
}

type Line = Pick<FaultProxy, 'cut' | 'refuse' | 'blackhole' | 'delay'>

function heal(proxy: Line): void {
  proxy.refuse(false)
  proxy.blackhole(false)
  proxy.delay(0)
}

/** One fault after the other, with as much time between them. */
async function fail(proxy: Line, random: Random, goesOn: () => boolean, counts: { faults: number }): Promise<void> {
  while (goesOn()) {
    await sleep(random.between(200, 8_000))
    counts.faults++
    switch (random.pick(['cut', 'refuse', 'swallow', 'delay'])) {
      case 'cut':
        proxy.cut()
        break
      case 'refuse':
        proxy.refuse(true)
        proxy.cut()
        await sleep(random.between(100, 5_000))
        break
      case 'swallow':
        proxy.blackhole(true)
        await sleep(random.between(100, 5_000))
        // No connection goes on without the bytes that it lost.
        proxy.cut()
        break
      case 'delay':
        proxy.delay(random.between(1, 300))
        await sleep(random.between(100, 5_000))
        break
    }
    heal(proxy)
  }
}

async function killRelay(relay: RelayProcess, goesOn: () => boolean, counts: { kills: number }): Promise<void> {
  const every = Math.min(60_000, (minutes * 60_000) / 4)
  for (await sleep(every); goesOn(); await sleep(every)) {
    await relay.kill()
    await relay.restart()
    counts.kills++
  }
}
