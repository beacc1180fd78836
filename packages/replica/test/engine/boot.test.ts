import { createMemoryStorage } from '@torsor/store'
import { expect, it } from 'vitest'
import { enterStorage } from '../../src/engine/boot.js'
import type { SpaceOptions } from '../../src/engine/options.js'
import { draftOf } from '../../src/edits/intents.js'
import { readIdentity } from '../../src/storage/layout.js'
import { appendChecked } from '../../src/transactions/append-batch.js'
import { createMemoryChannels, createMemoryLocks } from '../../src/world/memory-world.js'
import { ManualClock } from '../clock.js'
import { Device } from '../device.js'
import { schema } from '../schema.js'

it('[P20] [RE13] the first tab of a boot writes under an id of its own, from number 1; a further tab under the same', async () => {
  const { open } = createMemoryStorage()
  const minted: string[] = []
  const mintId = (): string => {
    const id = minted.length.toString(16).padStart(16, '0')
    minted.push(id)
    return id
  }
  const world: SpaceOptions['world'] = {
    clock: new ManualClock(),
    random: { bytes: (length) => new Uint8Array(length), fraction: () => 0 },
    locks: createMemoryLocks(),
    openChannel: createMemoryChannels(),
    openStore: open,
    openFallbackStore: open,
  }
  let writes = 0
  const enter = async (): Promise<{ leave: () => void; write: () => Promise<readonly unknown[]> }> => {
    const store = await open('device')
    const { leave } = await enterStorage({ schema, space: 's', storageName: 'device', world }, store, null)
    return {
      leave,
      write: async () => {
        const device = new Device('0')
        const draft = draftOf(device.intents([(m) => m.items.add('a', { stock: 1 })]), device.memory)
        const number = ++writes
        const change = await appendChecked(store, 'relaxed', [{ draft, writes: [['face', number, number]], at: number }], mintId)
        return change?.put.map(({ id, from }) => [id, from]) ?? []
      },
    }
  }
  const one = await enter()
  expect(await one.write()).toEqual([['0000000000000000', 1]])
  const two = await enter()
  expect(await two.write()).toEqual([['0000000000000000', 2]])
  expect(await one.write()).toEqual([['0000000000000000', 3]])
  one.leave()
  two.leave()
  const next = await enter()
  expect(await (await open('device')).read(readIdentity)).toEqual({ id: null, next: 1 })
  expect(await next.write()).toEqual([['0000000000000001', 1]])
  expect(minted).toHaveLength(2)
})
