import { createMemoryStorage, type ReplicaStore } from '@torsor/store'
import { expect, it } from 'vitest'
import { nextRevision } from '../../src/storage/journal.js'
import { unchanged } from '../../src/transactions/change.js'
import { openTab } from './tab.js'

const turns = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10))

it('[RE55] ends also when a change that replaced the reference waits for a reading of the disk', async () => {
  const store = await createMemoryStorage().open('device')
  let gate: Promise<void> = Promise.resolve()
  const gated = new Proxy(store, {
    get: (target, name) => {
      if (name === 'read')
        return async (read: Parameters<ReplicaStore['read']>[0]) => {
          const result = await target.read(read)
          await gate
          return result
        }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const { core } = await openTab(gated)
  let release = (): void => undefined
  gate = new Promise((resolve) => (release = resolve))
  const reading = core.resynchronize()
  await turns()
  const committed = core.queue.run(() =>
    core.commit((open) => open.write('relaxed', async (writer) => ({ ...unchanged(await nextRevision(writer)), reload: true }))),
  )
  await turns()
  core.prepareClose()
  release()
  await reading
  await core.queue.drain()
  expect(await committed).toMatchObject({ reload: true })
}, 5_000)
