import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cloneState, compose } from '@torsor/core'
import { nonceCheck } from '@torsor/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memoryLog, sqliteLog } from '../../src/index.js'
import { bytesOf, Device } from '../client/client.js'
import type { Packet } from '../client/client.js'
import { replica } from '../log/drafts.js'
import { items, randomDelta, rowDelta, seeded, stock } from '../space/deltas.js'
import { connected, newClient, running } from './running.js'

const plusOne = (number: number, id = replica(1)): Packet => ({ id, from: number, to: number, delta: rowDelta('a', 1, [[stock, 1n]]) })
const stockOf = (device: Device): unknown => device.reference.delta.records.get(items)?.get('a')?.cells.get(stock)

describe('a relay that starts again', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'torsor-relay-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('[RL50] has a new nonce, and places of before are valid', async () => {
    const log = memoryLog()
    const before = await running({ log })
    const client = await connected(before.url)
    for (let number = 1; number <= 3; number++) client.write(plusOne(number))
    await client.untilConfirmed()
    const place = client.device.place
    await before.relay.close()
    expect(client.last('error')).toMatchObject({ handle: null, code: 'shutting-down', retryable: true })
    await client.untilClosed()
    const after = await running({ log })
    const again = await connected(after.url, client.device)
    expect(again.last('opened')).toMatchObject({ mode: 'since', undeclared: false })
    expect(again.device.place?.position).toBe(3)
    expect(again.device.place?.nonce).not.toBe(place?.nonce)
    expect(again.all('slice').length).toBe(0)
    again.write(plusOne(4))
    await again.untilConfirmed()
    expect(stockOf(again.device)).toBe(4n)
    expect(again.steps.at(-1)).toMatchObject({ type: 'confirmed', prev: 3, position: 4 })
  })

  test('[RL51] from an older copy of its file: places past its reign get the whole state, and what was lost comes again', async () => {
    const file = join(folder, 'restored.db')
    const before = await running({ log: sqliteLog({ file }) })
    const ann = await connected(before.url)
    const bob = await connected(before.url)
    for (let number = 1; number <= 10; number++) ann.write(plusOne(number))
    await ann.untilConfirmed()
    await bob.until(() => bob.device.place?.position === 10)
    const cid = new Device()
    cid.reference = cloneState(bob.device.reference)
    cid.place = bob.device.place
    for (const suffix of ['', '-wal']) await copyFile(file + suffix, join(folder, `copy.db${suffix}`))
    for (let number = 11; number <= 20; number++) ann.write(plusOne(number))
    await ann.untilConfirmed()
    await bob.until(() => bob.device.place?.position === 20)
    await before.relay.close()
    const after = await running({ log: sqliteLog({ file: join(folder, 'copy.db') }) })
    const bobAgain = await connected(after.url, bob.device)
    expect(bobAgain.last('opened').mode).toBe('whole')
    expect(stockOf(bob.device)).toBe(10n)
    const cidAgain = await connected(after.url, cid)
    expect(cidAgain.last('opened').mode).toBe('since')
    const annAgain = await connected(after.url, ann.device)
    expect(annAgain.last('opened').mode).toBe('whole')
    expect(ann.device.pending.length).toBe(10)
    annAgain.pushPending()
    await annAgain.untilConfirmed()
    await bobAgain.until(() => stockOf(bob.device) === 20n)
    expect(bytesOf(ann.device)).toBe(bytesOf(bob.device))
  })

  test('[RL31] what was staged before it started goes on after it, unless the log lost that place', async () => {
    const log = memoryLog()
    const before = await running({ log })
    const writer = await connected(before.url)
    const random = seeded(4)
    for (let number = 1; number <= 40; number++)
      writer.write({
        id: replica(1),
        from: number,
        to: number,
        delta: [1, 2, 3, 4].map(() => randomDelta(random, writer.device.read(), 400)).reduce(compose),
      })
    await writer.untilConfirmed()
    const device = new Device()
    const client = newClient(before.url, device)
    client.tap = (message) => message.type !== 'caught-up'
    await client.open()
    await client.message('slice')
    client.cut()
    await before.relay.close()
    const after = await running({ log })
    const again = await connected(after.url, device)
    expect(again.last('opened').mode).toBe('staged')
    expect(bytesOf(device)).toBe(bytesOf(writer.device))
    const elsewhere = await running()
    device.staged = {
      state: cloneState(device.reference),
      staged: { nonce: nonceCheck(device.place?.nonce ?? ''), cursor: { position: 3, key: new Uint8Array(0) }, head: 5, whole: true },
    }
    const lost = await connected(elsewhere.url, device)
    expect(lost.last('opened').mode).toBe('whole')
    expect(device.place?.position).toBe(0)
  })

  test('[RL52] a space nobody uses leaves memory and comes back as it was', async () => {
    const { url, health } = await running({ limits: { idleSpaceMs: 1, snapshotEvery: 7 } })
    const spaces = async (): Promise<unknown> => ((await (await fetch(health)).json()) as { spaces: number }).spaces
    const random = seeded(9)
    const client = await connected(url)
    for (let number = 1; number <= 30; number++)
      client.write({ id: replica(1), from: number, to: number, delta: randomDelta(random, client.device.read()) })
    await client.untilConfirmed()
    expect(await spaces()).toBe(1)
    client.cut()
    await expect.poll(spaces, { timeout: 20_000 }).toBe(0)
    const again = await connected(url, client.device)
    expect(again.last('opened').mode).toBe('since')
    const fresh = await connected(url)
    expect(bytesOf(fresh.device)).toBe(bytesOf(client.device))
    again.write({ ...plusOne(31) })
    await again.untilConfirmed()
    await fresh.until(() => fresh.device.place?.position === 31)
    expect(bytesOf(fresh.device)).toBe(bytesOf(client.device))
  })
})
