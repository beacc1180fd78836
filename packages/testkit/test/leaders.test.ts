import type { AnySchema } from '@torsor/core'
import { describe, expect, it } from 'vitest'
import { checkAtRest } from '../src/check/index.js'
import type { Device, Tab } from '../src/device/index.js'
import { comeToRest } from '../src/history/rest.js'
import { World } from '../src/history/world.js'
import { ledger } from '../src/workload/index.js'

interface Scene {
  readonly world: World<AnySchema>
  readonly device: Device<AnySchema>
  readonly leader: Tab<AnySchema>
}

/** A device with so many tabs that have caught up, of which the first leads. */
async function sceneOf(seed: number, tabs: number): Promise<Scene> {
  const world = new World<AnySchema>({ seed, workload: ledger, devices: 2, relays: 1, faults: new Set() })
  await world.start()
  const [device] = world.devices
  if (device === undefined) throw new Error('A world has devices.')
  while (device.running.length < tabs) device.openTab()
  await world.timeline.advance(2_000)
  const leader = device.running.find((tab) => tab.lines.size > 0)
  if (leader === undefined) throw new Error('No tab leads.')
  return { world, device, leader }
}

async function endWell({ world }: Scene, edits: number): Promise<void> {
  await comeToRest(world)
  await world.patiently(checkAtRest(world))
  for (const { view } of world.tabs) expect(ledger.counts(view).size).toBe(edits)
  await world.end()
}

/** In ms after the write: stored, frozen, sent, held by the relay, confirmed, folded: all of it happens within these. */
const moments = Array.from({ length: 20 }, (_, n) => 2 * n)

const fates = {
  'is killed': ({ leader }: Scene) => leader.kill(),
  'loses its worker': ({ leader }: Scene) => leader.restartWorker(),
  'is frozen, and wakes up when another one leads': ({ device, leader }: Scene) => device.steal(leader, 3_000),
  'hears nothing any more': ({ leader }: Scene) => leader.lines.forEach((line) => line.drop()),
  'has a disk that fails': ({ device }: Scene) => device.disk.failFor(500, 1),
} as const

describe('a tab that leads', () => {
  it.each(Object.entries(fates))(
    '[TK21] [TK22] [P10] %s at any step of what becomes of an edit',
    { timeout: 60_000 },
    async (_, befall) => {
      for (const moment of moments) {
        const scene = await sceneOf(moment, 3)
        const { world, device, leader } = scene
        const follower = device.running.find((tab) => tab !== leader)
        leader.write('of the leader', false)
        follower?.write('of another tab', false)
        await world.timeline.advance(moment)
        const kept = leader.space.status.getState().pending.batches
        befall(scene)
        follower?.write('after it', false)
        // What a killed page had told nobody of is gone with it; then it was never shown to be stored either.
        await comeToRest(world)
        await world.patiently(checkAtRest(world))
        const shown = ledger.counts(follower?.view as never)
        expect(
          [...shown.values()].every((count) => count === 1),
          `at ${moment} ms, ${kept} pending`,
        ).toBe(true)
        expect(shown.has('of another tab') && shown.has('after it'), `at ${moment} ms`).toBe(true)
        await world.end()
      }
    },
  )

  it('[TK22] [TK23] is one of twelve, of which every one leads once', { timeout: 60_000 }, async () => {
    const scene = await sceneOf(12, 12)
    const { world, device } = scene
    for (let n = 0; n < 11; n++) {
      for (const tab of device.running) tab.write(`${tab.name} in round ${n}`, false)
      await world.timeline.advance(200)
      const leader = device.running.find((tab) => tab.lines.size > 0)
      expect(device.running.filter((tab) => tab.lines.size > 0)).toHaveLength(1)
      leader?.kill()
      await world.timeline.advance(2_000)
    }
    await endWell(scene, (12 * 13) / 2 - 1)
  })
})
