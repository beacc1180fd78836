import { expectConverged } from '../harness/converged.js'
import type { Device } from '../harness/device.js'
import { seeded, type Random } from '@torsor/testkit'
import type { Tab } from '../harness/tab.js'
import { expect, test, type ExposedBy, type World } from '../harness/test.js'

type FixtureTab = Tab<ExposedBy['fixture']>

/** How often each is killed: a few times here, many times where somebody asks for it. */
const times = (name: string, few: number): number => Number(process.env[name] ?? few)

/** Writes one record after the other, each once, for as long as the page lives; tells which receipts say `persisted`. */
async function flow(tab: FixtureTab, round: number): Promise<void> {
  await tab.run(({ space }, prefix) => {
    let n = 0
    const next = (): void => {
      const id = `${prefix}-${n++}`
      const receipt = space.mutate((m) => m.items.add(id, { stock: 1 }), n % 10 === 0 ? { durability: 'strict' } : {})
      void receipt.persisted.then(() => window.torsorPersisted?.(id))
      setTimeout(next, n % 3)
    }
    next()
  }, String(round))
}

declare global {
  interface Window {
    torsorPersisted?: (id: string) => Promise<void>
  }
}

/** Hears of every persisted edit in the very moment: what dies afterwards knew of it. */
async function listen(device: Device<ExposedBy['fixture']>, persisted: Set<string>): Promise<void> {
  await device.context.exposeBinding('torsorPersisted', (_, id: string) => void persisted.add(id))
}

/** What was said to be persisted is there, unless the browser itself has deleted it, and nothing is there twice. */
async function expectKept(device: Device<ExposedBy['fixture']>, tab: FixtureTab, persisted: Set<string>): Promise<void> {
  // Compared in the page: thousands of records would take longer to hand over than all else does.
  const { gone, notOnce } = await tab.run(
    ({ space }, persisted) => {
      const stocks = new Map(
        space.store
          .getState()
          .items.list()
          .map(({ id, stock }) => [id, stock] as const),
      )
      return {
        gone: persisted.split(' ').filter((id) => id !== '' && !stocks.has(id)),
        notOnce: [...stocks].filter(([, stock]) => stock !== 1),
      }
    },
    [...persisted].join(' '),
  )
  if (gone.length > 0 && (await device.deletedItsDatabase())) {
    test.info().annotations.push({ type: 'deleted by the browser', description: `${gone.length} of ${persisted.size} persisted edits` })
    for (const id of gone.splice(0)) persisted.delete(id)
  }
  const told = (await tab.run(({ errors }) => errors.map(({ code, message }) => `${code}: ${message}`))).join('; ')
  expect(gone, `persisted and gone, of ${persisted.size}; the tab was told: ${told}`).toEqual([])
  expect(notOnce, 'counted more than once').toEqual([])
}

interface Kills {
  readonly device: Device<ExposedBy['fixture']>
  readonly random: Random
  /** Opens a tab on what the last one left, looks at it, and lets edits flow. */
  readonly open: (round: number) => Promise<FixtureTab>
  /** Opens the last tab: it converges, and nothing is gone. */
  readonly end: () => Promise<void>
  /** After whatever gave the device another context. */
  readonly listenAgain: () => Promise<void>
}

async function killsOf(world: World, kills: number): Promise<Kills> {
  const persisted = new Set<string>()
  const device = await world.device('fixture', { durable: true, parameters: { view: 'editor' } })
  const listenAgain = (): Promise<void> => listen(device, persisted)
  await listenAgain()
  const look = async (): Promise<FixtureTab> => {
    const tab = await device.open()
    await expectKept(device, tab, persisted)
    return tab
  }
  const open = async (round: number): Promise<FixtureTab> => {
    const tab = await look()
    await flow(tab, round)
    return tab
  }
  const end = async (): Promise<void> => {
    const last = await look()
    await expectConverged([last], world.relay, world.space)
    await expectKept(device, last, persisted)
    expect(persisted.size).toBeGreaterThan(kills)
    test.info().annotations.push({ type: 'killed', description: `${kills} times, ${persisted.size} persisted edits` })
  }
  return { device, random: seeded(kills), open, end, listenAgain }
}

test('[P10] pages are killed while edits flow: none that was persisted is lost, none counts twice', async ({ world }) => {
  const kills = times('TORSOR_KILLS', 4)
  test.setTimeout(60_000 + kills * 5_000)
  const { device, random, open, end, listenAgain } = await killsOf(world, kills)
  for (let round = 0; round < kills; round++) {
    // Now and then without a network, and with another tab that takes over.
    if (random.chance(0.3)) device.offline()
    else device.proxy.refuse(false)
    const tab = await open(round)
    if (random.chance(0.2)) await device.open()
    await tab.page.waitForTimeout(random.between(5, 400))
    const { context } = device
    await device.killPages()
    if (device.context !== context) await listenAgain()
  }
  device.proxy.refuse(false)
  await end()
})

test('a browser is killed while edits flow: none that was persisted is lost, none counts twice', async ({ world }) => {
  const kills = times('TORSOR_BROWSER_KILLS', 1)
  test.setTimeout(60_000 + kills * 10_000)
  const { device, random, open, end, listenAgain } = await killsOf(world, kills)
  for (let round = 0; round < kills; round++) {
    const tab = await open(round)
    await tab.page.waitForTimeout(random.between(5, 600))
    await device.killBrowser()
    await listenAgain()
  }
  await end()
})

test('[P25] [CL29] a worker is terminated again and again while edits flow: the page goes on, and every edit counts once', async ({
  world,
}) => {
  const kills = times('TORSOR_WORKER_KILLS', 10)
  test.setTimeout(60_000 + kills * 2_000)
  const random = seeded(kills)
  const device = await world.device('fixture', { parameters: { view: 'editor' } })
  const tab = await device.open()
  const delays = Array.from({ length: kills }, () => random.between(1, 300))
  const written = await tab.run(async ({ space, killWorker }, delays) => {
    const receipts: Promise<void>[] = []
    let n = 0
    const write = (): void => {
      const id = `w-${n++}`
      receipts.push(space.mutate((m) => m.items.add(id, { stock: 1 })).persisted)
    }
    const writing = setInterval(write, 3)
    for (const delay of delays) {
      await new Promise((resolve) => setTimeout(resolve, delay))
      write()
      killWorker()
      // Another one is there as soon as something new is persisted.
      write()
      await receipts.at(-1)
    }
    clearInterval(writing)
    await Promise.all(receipts)
    return n
  }, delays)
  await expectConverged([tab], world.relay, world.space)
  const stocks = await tab.run(({ space }) =>
    space.store
      .getState()
      .items.list()
      .map(({ stock }) => stock),
  )
  expect(stocks).toHaveLength(written)
  expect(new Set(stocks)).toEqual(new Set([1]))
})
