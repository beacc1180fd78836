import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectConverged } from '../harness/converged.js'
import { damage, keysOf } from '../harness/storage.js'
import { expect, test } from '../harness/test.js'

const items = 1_500

test('a damaged page of the reference is reported; the rest loads, and the relay heals it', async ({ world }) => {
  const author = await (await world.device('fixture')).open()
  await author.run(({ space }, items) => {
    space.mutate((m) => {
      // Texts that nothing makes shorter: the reference has to spread over several pages.
      const text = (): string => Array.from(crypto.getRandomValues(new Uint32Array(24)), (word) => word.toString(36)).join('')
      for (let n = 0; n < items; n++) m.items.upsert(`item-${n}`, { name: text(), stock: 1 })
    })
  }, items)
  await author.synced()

  const device = await world.device('fixture')
  const before = await device.open()
  await before.live()
  await expectConverged([author, before], world.relay, world.space)
  await before.page.close()
  const disk = await device.disk()
  const pages = await keysOf(disk, world.space, 'pages')
  expect(pages.length).toBeGreaterThan(1)
  const [page] = pages
  if (page !== undefined) await damage(disk, world.space, 'pages', page)

  device.offline()
  const after = await device.open()
  expect(await after.run(({ errors }) => errors.map(({ code }) => code))).toContain('storage-damaged')
  const left = await after.run(({ space }) => space.store.getState().items.size)
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(items)

  await device.online()
  await after.live()
  await expectConverged([author, after], world.relay, world.space)
  expect(
    await after.run(({ space }) =>
      space.store
        .getState()
        .items.list()
        .reduce((sum, { stock }) => sum + stock, 0),
    ),
  ).toBe(items)
})

test('a damaged row of the journal is reported and set aside; every other edit is there and goes out', async ({ world }) => {
  const device = await world.device('fixture')
  const before = await device.open()
  await before.run(({ space }) => {
    space.mutate((m) => m.items.upsert('x', { name: 'kept', stock: 1 }))
  })
  await expectConverged([before], world.relay, world.space)
  device.offline()
  await before.until({ connection: 'offline' })
  await before.run(async ({ space }) => {
    for (const stock of [10, 100, 1_000]) await space.mutate((m) => m.items.add('x', { stock })).persisted
  })
  await before.page.close()
  const disk = await device.disk()
  const rows = await keysOf(disk, world.space, 'journal')
  const middle = rows.at(-2)
  if (middle === undefined) throw new Error('The edits made offline are not in the journal.')
  await damage(disk, world.space, 'journal', middle)

  const after = await device.open()
  expect(await after.run(({ errors }) => errors.map(({ code }) => code))).toContain('storage-damaged')
  expect(await after.run(({ space }) => space.store.getState().items.get('x')?.stock)).toBe(1_011)
  expect((await keysOf(after.page, world.space, 'meta')).some((key) => Array.isArray(key) && key[0] === 'damaged')).toBe(true)

  await device.online()
  await expectConverged([after], world.relay, world.space)
  expect(await after.run(({ space }) => space.store.getState().items.get('x'))).toMatchObject({ name: 'kept', stock: 1_011 })
})

/** Every seventh byte of all that Chromium's LevelDB has on the disk. */
async function corruptDatabases(profile: string): Promise<void> {
  const files = await readdir(profile, { recursive: true })
  const ofDatabases = files.filter((file) => /indexeddb\.leveldb.(.*\.(ldb|log)|MANIFEST-.*)$/.test(file))
  expect(ofDatabases).not.toEqual([])
  for (const file of ofDatabases) {
    const bytes = await readFile(join(profile, file))
    await writeFile(
      join(profile, file),
      bytes.map((byte, index) => (index % 7 === 0 ? byte ^ 0xff : byte)),
    )
  }
}

test('[ST48] a browser that deleted its corrupted databases: the app is told, and what the relay has comes back', async ({
  world,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'no other browser tells of it')
  const device = await world.device('fixture', { durable: true })
  const before = await device.open()
  await before.run(async ({ space }) => space.mutate((m) => m.items.upsert('x', { name: 'kept', stock: 1 })).synced)
  await device.reboot(corruptDatabases)
  const after = await device.open()
  expect(await after.run(({ errors }) => errors.map(({ code, message }) => `${code}: ${message}`))).toContainEqual(
    expect.stringMatching(/^storage-damaged: .*the browser deleted it/),
  )
  expect(await device.deletedItsDatabase()).toBe(true)
  await after.run(async ({ space }) => space.mutate((m) => m.items.add('x', { stock: 1 })).synced)
  await expectConverged([after], world.relay, world.space)
  expect(await after.run(({ space }) => space.store.getState().items.get('x'))).toMatchObject({ name: 'kept', stock: 2 })
})
