import { beforeEach, expect, it } from 'vitest'
import { checkBounds } from '../../src/check/bounds.js'
import { World } from '../../src/history/world.js'
import { ledger } from '../../src/workload/index.js'
import { Process } from '../../src/world/index.js'

let world: World<typeof ledger.schema>

beforeEach(async () => {
  world = new World({ seed: 7, workload: ledger, devices: 1, relays: 1, faults: new Set() })
  await world.start()
  world.tabs[0]?.write('e0', false)
  await world.timeline.advance(5_000)
  checkBounds(world)
})

const only = (): { device: (typeof world.devices)[number]; tab: (typeof world.tabs)[number] } => {
  const [device] = world.devices
  const [tab] = world.tabs
  if (device === undefined || tab === undefined) throw new Error('there is one of each')
  return { device, tab }
}

it.each<[string, 'meta' | 'log' | 'outbox' | 'pages', string | readonly [string, number] | number, unknown, number, RegExp]>([
  ['a catching-up', 'meta', 'staging', {}, 1, /^rows of staging of A: 1, and 0 at most/],
  ['its slices', 'meta', ['slice', 1], {}, 1, /^rows of slice of A/],
  ['page loads that never were', 'meta', ['face', 1], {}, 5, /^rows of page loads of A/],
  ['a log that is never folded', 'log', ['n', 1], {}, 20, /^rows of the log of A/],
  ['pages beyond their count', 'pages', 1, {}, 5, /^pages of A/],
  ['a batch that waits', 'outbox', ['f', 1], { kind: 'frozen' }, 1, /^A still has a batch that is frozen/],
])('[TK29] no disk may keep %s', async (_, room, key, value, count, told) => {
  const { device } = only()
  const process = new Process()
  const opened = device.disk.open(process, 0)
  const store = await world.patiently(opened)
  await world.patiently(
    store.write('relaxed', (writer) => {
      for (let n = 0; n < count; n++) {
        const [first] = Array.isArray(key) ? key : [key]
        writer.put(room, Array.isArray(key) ? [first, n] : typeof key === 'number' ? key + n : key, value)
      }
      return Promise.resolve()
    }),
  )
  expect(() => checkBounds(world)).toThrow(told)
})

it('[TK29] no disk may keep revisions for ever', async () => {
  const { device } = only()
  const store = await world.patiently(device.disk.open(new Process(), 0))
  for (let n = 0; n < 100; n++) await world.patiently(store.append('relaxed', null))
  expect(() => checkBounds(world)).toThrow(/^revisions of A/)
})

it('[TK29] no tab may keep timers, locks or channels', async () => {
  const { device, tab } = only()
  const cancels = Array.from({ length: 9 }, () => tab.alarms.after(1e9, () => undefined))
  expect(() => checkBounds(world)).toThrow(/^timers of A.0: /)
  for (const cancel of cancels) cancel()
  checkBounds(world)
  const channel = device.channels.of(tab.process)('another', () => undefined)
  expect(() => checkBounds(world)).toThrow(/^channels of A.0: 2, and 1 at most/)
  channel.close()
  checkBounds(world)
  await device.locks.of(tab.process).acquire('another', 'exclusive')
  expect(() => checkBounds(world)).toThrow(/^locks of A.0: 3, and 2 at most/)
})

it('[TK29] no relay may keep timers', async () => {
  const [site] = world.sites
  const most = 4 + 2 * (site?.connections ?? 0)
  for (let n = site?.alarms.count ?? 0; n < most; n++) site?.alarms.after(1e9, () => undefined)
  checkBounds(world)
  site?.alarms.after(1e9, () => undefined)
  expect(() => checkBounds(world)).toThrow(/^timers of relay 0: 7, and 6 at most/)
})
