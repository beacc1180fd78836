import type { AnySchema } from '@torsor/core'
import { expect, it } from 'vitest'
import { World } from '../src/history/world.js'
import { ledger } from '../src/workload/index.js'

const clients = 1_000

it(
  '[P23] [PR29] when a relay comes back its thousand clients come spread over the time that they waited, and all come',
  { timeout: 60_000 },
  async () => {
    const world = new World<AnySchema>({ seed: 1, workload: ledger, devices: clients, relays: 1, faults: new Set() })
    await world.start()
    await world.timeline.advance(5_000)
    const [site] = world.sites
    const connected = (): number => world.tabs.filter(({ space }) => space.status.getState().connection.state === 'connected').length
    expect(connected()).toBe(clients)

    if (site !== undefined) await world.patiently(site.stop())
    // Long enough for every client to have reached the longest span.
    await world.timeline.advance(90_000)
    expect(connected()).toBe(0)
    await site?.start()
    const arrivals: number[] = []
    let before = 0
    for (let second = 0; second < 40; second++) {
      await world.timeline.advance(1_000)
      const now = connected()
      arrivals.push(now - before)
      before = now
    }
    expect(before).toBe(clients)
    // Thirty seconds of full jitter: a thirtieth each second, where all would have come in the first.
    expect(Math.max(...arrivals)).toBeLessThan(clients / 10)
    await world.end()
  },
)
