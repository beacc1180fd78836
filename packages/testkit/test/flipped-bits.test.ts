import type { AnySchema } from '@torsor/core'
import { describe, expect, it } from 'vitest'
import { checkAtRest } from '../src/check/index.js'
import type { Device } from '../src/device/index.js'
import type { Fault } from '../src/history/index.js'
import { comeToRest } from '../src/history/rest.js'
import { World } from '../src/history/world.js'
import { ledger } from '../src/workload/index.js'

const seeds = Array.from({ length: 12 }, (_, n) => n + 1)

/** Two devices that have written and caught up, and go on for themselves. */
async function worldOf(seed: number, fault: Fault): Promise<{ readonly world: World<AnySchema>; readonly device: Device<AnySchema> }> {
  const world = new World<AnySchema>({ seed, workload: ledger, devices: 2, relays: 1, faults: new Set([fault]) })
  await world.start()
  await world.timeline.advance(1_000)
  const [device, other] = world.devices
  if (device === undefined) throw new Error('A world has devices.')
  for (const [n, { running }] of [device, other ?? device].entries()) running[0]?.write(`e${n}`, false)
  await world.timeline.advance(2_000)
  device.rotten = device.wasDamaged = true
  return { world, device }
}

const codes = ({ tabs }: Device<AnySchema>): readonly string[] => tabs.flatMap(({ errors }) => errors.map(({ code }) => code))

describe('a bit that flips', () => {
  it.each(seeds)(
    '[RE27] [RE65] on the disk of a tab that goes on is told, and what another tab finds is mended by it, seed %i',
    async (seed) => {
      const { world, device } = await worldOf(seed, 'rot')
      expect(await device.disk.rot()).toBe(true)
      const found = device.openTab()
      await world.timeline.advance(20_000)
      expect(codes(device)).toContain('storage-damaged')
      // Nobody cut the connection of the tab that leads, and nobody wrote.
      const places = await Promise.all(device.running.map((tab) => world.patiently(tab.space.inspect())))
      expect(new Set(places.map(({ nonce, position }) => `${nonce} ${position}`)).size).toBe(1)
      expect(places[0]?.nonce).not.toBeNull()
      expect(Object.fromEntries(ledger.counts(found.view))).toEqual({ e0: 1, e1: 1 })
      await world.end()
    },
  )

  it('[TK34] in what a relay tells is found, told and mended', async () => {
    const told = new Set<string>()
    for (const seed of seeds) {
      const { world, device } = await worldOf(seed, 'garble')
      const [line] = device.running[0]?.lines ?? []
      line?.garble({ ends: false })
      device.damaged = true
      for (let n = 0; n < 4; n++) {
        world.devices[1]?.running[0]?.write(`more ${n}`, false)
        await world.timeline.advance(500)
      }
      await comeToRest(world)
      await world.patiently(checkAtRest(world))
      for (const code of codes(device)) told.add(code)
      await world.end()
    }
    expect([...told]).toContain('reference-differs')
  })
})
