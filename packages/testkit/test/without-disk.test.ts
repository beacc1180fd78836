import { describe, expect, it } from 'vitest'
import { checkAtRest } from '../src/check/index.js'
import type { Device } from '../src/device/index.js'
import { comeToRest } from '../src/history/rest.js'
import { World } from '../src/history/world.js'
import { ledger } from '../src/workload/index.js'
import type { AnySchema } from '@torsor/core'

const seeds = Array.from({ length: 12 }, (_, n) => n + 1)

async function worldOf(seed: number): Promise<{ readonly world: World<AnySchema>; readonly device: Device<AnySchema> }> {
  const world = new World<AnySchema>({ seed, workload: ledger, devices: 2, relays: 1, faults: new Set(['disk']) })
  world.calm = true
  await world.start()
  await world.timeline.advance(1_000)
  const [device] = world.devices
  if (device === undefined) throw new Error('A world has devices.')
  world.calm = false
  return { world, device }
}

async function endWell(world: World<AnySchema>): Promise<void> {
  await comeToRest(world)
  await checkAtRest(world)
  await world.end()
}

describe('a disk that fails for long', () => {
  it.each(seeds)('[RE56] what a dead worker stored without a word is not sent by the next one, seed %i', async (seed) => {
    const { world, device } = await worldOf(seed)
    const [tab] = device.running
    device.site = null
    device.move(null)
    const before = device.disk.version
    tab?.write('e0', false)
    for (let ms = 0; ms < 50 && device.disk.version === before; ms++) await world.timeline.advance(1)
    tab?.restartWorker()
    device.disk.failFor(20_000, 1)
    device.move(world.sites[0] ?? null)
    await world.timeline.advance(12_000)
    tab?.write('e1', false)
    await world.timeline.advance(2_000)
    await endWell(world)
    expect(ledger.counts(tab?.view as never).get('e0')).toBe(1)
  })

  it.each(seeds)('[RE56] nor by the one after that, seed %i', async (seed) => {
    const { world, device } = await worldOf(seed)
    const [tab] = device.running
    const site = device.site
    device.move(null)
    const before = device.disk.version
    tab?.write('e0', false)
    for (let ms = 0; ms < 50 && device.disk.version === before; ms++) await world.timeline.advance(1)
    device.disk.failFor(40_000, 1)
    tab?.restartWorker()
    device.move(site)
    await world.timeline.advance(12_000)
    tab?.write('e1', false)
    await world.timeline.advance(2_000)
    tab?.restartWorker()
    await world.timeline.advance(14_000)
    await endWell(world)
    expect(['e0', 'e1'].map((edit) => ledger.counts(tab?.view as never).get(edit))).toEqual([1, 1])
  })

  it.each(seeds)('[RE57] what a dead worker sent from memory counts once, seed %i', async (seed) => {
    const { world, device } = await worldOf(seed)
    const [tab] = device.running
    device.disk.fillFor(1_000)
    tab?.write('e0', false)
    await world.timeline.advance(500)
    tab?.write('e1', false)
    const [line] = tab?.lines ?? []
    // The packet arrives, its confirmation does not.
    line?.stall(100_000)
    await world.timeline.advance(1_000)
    tab?.restartWorker()
    await world.timeline.advance(2_000)
    await endWell(world)
    expect([...ledger.counts(tab?.view as never)]).toEqual([
      ['e0', 1],
      ['e1', 1],
    ])
  })

  it.each(seeds)('[RE57] what was synced from memory keeps its numbers when the worker dies, seed %i', async (seed) => {
    const { world, device } = await worldOf(seed)
    const [tab] = device.running
    const edit = async (name: string, ms: number): Promise<void> => {
      tab?.write(name, false)
      await world.timeline.advance(ms)
    }
    world.calm = true
    device.disk.fillFor(2_000)
    await edit('e0', 20_000)
    device.disk.fillFor(60_000)
    await edit('e1', 3_000)
    expect(device.synced.has('e1')).toBe(true)
    tab?.restartWorker()
    await world.timeline.advance(1_000)
    await edit('e2', 20_000)
    await endWell(world)
    const counts = ledger.counts(tab?.view as never)
    expect(['e0', 'e1', 'e2'].map((edit) => counts.get(edit))).toEqual([1, 1, 1])
  })

  it.each(seeds)('[RE56] what lies on a disk that cannot be read is not called synced, seed %i', async (seed) => {
    const { world, device } = await worldOf(seed)
    const [tab] = device.running
    world.calm = true
    const site = device.site
    device.move(null)
    tab?.write('e0', false)
    await world.timeline.advance(1_000)
    world.calm = false
    device.disk.failFor(40_000, 1)
    tab?.restartWorker()
    device.move(site)
    await world.timeline.advance(15_000)
    tab?.write('e1', false)
    await world.timeline.advance(5_000)
    expect([...device.synced]).toEqual([])
    expect(tab?.space.status.getState().durability).toBe('memory')
    await endWell(world)
    expect([...device.synced].toSorted()).toEqual(['e0', 'e1'])
  })

  it('[RE59] a full disk with a damaged row shows what is stored', async () => {
    const { world, device } = await worldOf(1)
    const [tab] = device.running
    world.calm = true
    tab?.write('e0', false)
    await world.timeline.advance(1_000)
    const site = device.site
    device.move(null)
    tab?.write('e1', false)
    await world.timeline.advance(1_000)
    device.disk.fillFor(60_000)
    device.damaged = device.wasDamaged = true
    expect(await device.disk.rot()).toBe(true)
    tab?.restartWorker()
    await world.timeline.advance(2_000)
    expect(tab?.errors.map(({ code }) => code)).toContain('storage-damaged')
    expect(tab?.space.status.getState().durability).toBe('memory')
    expect([...ledger.counts(tab?.view as never).keys()]).toContain('e1')
    device.move(site)
    await endWell(world)
  })

  it('[RE59] every tab syncs what it has, whoever leads on the disk', async () => {
    const { world, device } = await worldOf(1)
    const tabs = [...device.running, device.openTab()]
    await world.timeline.advance(1_000)
    device.disk.fillFor(120_000)
    tabs.forEach((tab, n) => {
      tab.write(`e${n}`, false)
    })
    await world.timeline.advance(20_000)
    expect(tabs.map(({ space }) => space.status.getState().durability)).toEqual(['memory', 'memory'])
    expect(tabs.map(({ space }) => space.status.getState().pending.batches)).toEqual([0, 0])
    for (const { view } of tabs) expect([...ledger.counts(view).keys()].toSorted()).toEqual(['e0', 'e1'])
    await endWell(world)
  })
})
