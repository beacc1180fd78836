import type { AnySchema, Delta } from '@torsor/core'
import { World } from '../history/world.js'
import type { Workload } from '../workload/index.js'

/** What a relay's log holds after devices that saw each other, and did not, have edited: the differences of an app as they really are. */
export async function packetsOf(workload: Workload<AnySchema>, seed: number, edits: number): Promise<readonly Delta[]> {
  const world = new World<AnySchema>({ seed, workload, devices: 3, relays: 1, faults: new Set() })
  const { random, timeline, sites } = world
  await world.start()
  await timeline.advance(1_000)
  for (let edit = 0; edit < edits; edit++) {
    const device = random.pick(world.devices)
    if (random.chance(0.15)) device.move(device.site === null ? (sites[0] ?? null) : null)
    device.running[0]?.write(`e${edit}`, false)
    await timeline.advance(random.between(0, 300))
  }
  for (const device of world.devices) device.move(sites[0] ?? null)
  await timeline.advance(60_000)
  const packets = await sites[0]?.packets()
  await world.end()
  return packets ?? []
}
