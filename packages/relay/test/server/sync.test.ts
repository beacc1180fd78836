import { cloneState, compose, encodeDelta } from '@torsor/core'
import { pushesOf } from '@torsor/protocol'
import { describe, expect, test } from 'vitest'
import { memoryLog } from '../../src/index.js'
import { bytesOf, Device } from '../client/client.js'
import type { Packet } from '../client/client.js'
import { replica, world } from '../log/drafts.js'
import { items, lww, name, randomDelta, rowDelta, seeded, stock, writtenAt } from '../space/deltas.js'
import { connected, newClient, running } from './running.js'

const stockOf = (device: Device, record: string): unknown => device.reference.delta.records.get(items)?.get(record)?.cells.get(stock)

describe('clients of a relay', () => {
  test('[RL40] two converge, and each hears its own packets confirmed in their place of the stream', async () => {
    const { url } = await running()
    const [ann, bob] = await Promise.all([connected(url), connected(url)])
    for (let number = 1; number <= 50; number++) {
      ann.write({ id: replica(1), from: number, to: number, delta: rowDelta('a', 1, [[stock, 1n]]) })
      bob.write({
        id: replica(2),
        from: number,
        to: number,
        delta: rowDelta('a', 1, [
          [stock, 100n],
          [name, lww(`n${number}`, writtenAt + number)],
        ]),
      })
    }
    await Promise.all([ann.untilConfirmed(), bob.untilConfirmed()])
    await ann.until(() => ann.device.place?.position === 100)
    await bob.until(() => bob.device.place?.position === 100)
    expect(stockOf(ann.device, 'a')).toBe(5_050n)
    expect(bytesOf(ann.device)).toBe(bytesOf(bob.device))
    for (const client of [ann, bob]) {
      const confirmed = client.steps.flatMap(({ type, key }) => (type === 'confirmed' ? [key?.from] : []))
      expect(confirmed).toEqual(Array.from({ length: 50 }, (_, at) => at + 1))
      expect(client.all('deltas').length).toBe(50)
      expect(client.all('own-deltas').length).toBe(0)
      // Rule 14: told on the way, and checked by the client wherever it is told.
      expect(client.verified).toEqual([64])
      expect(client.steps.map(({ position }) => position)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1))
    }
  })

  test('[RL41] to others a packet comes without any id, in one encoding', async () => {
    const { url } = await running()
    const [ann, bob, cid] = await Promise.all([connected(url), connected(url), connected(url)])
    const raw: Buffer[][] = [[], []]
    bob.socket.on('message', (data: Buffer) => raw[0]?.push(data))
    cid.socket.on('message', (data: Buffer) => raw[1]?.push(data))
    for (let number = 1; number <= 5; number++)
      ann.write({ id: 'feedfacecafebeef', from: number, to: number, delta: rowDelta('a', 1, [[stock, 1n]]) })
    await bob.until(() => bob.device.place?.position === 5)
    await cid.until(() => cid.device.place?.position === 5)
    expect(Buffer.concat(raw[0] ?? []).includes(Buffer.from('feedfacecafebeef', 'hex'))).toBe(false)
    expect(raw[0]).toEqual(raw[1])
  })

  test('[RL42] all that happens in one turn comes in one frame', async () => {
    const { url } = await running()
    const [ann, bob] = await Promise.all([connected(url), connected(url)])
    let frames = 0
    bob.socket.on('message', () => frames++)
    const packets = Array.from({ length: 200 }, (_, at) => ({
      id: replica(1),
      from: at + 1,
      to: at + 1,
      delta: rowDelta(`r${at}`, 1, [[stock, 1n]]),
    }))
    ann.device.packets.push(...packets)
    ann.send(...packets.flatMap(({ delta, ...key }) => [...pushesOf(1, ann.ids, key, encodeDelta(delta))]))
    await bob.until(() => bob.device.place?.position === 200)
    expect(frames).toBeLessThanOrEqual(2)
    await ann.untilConfirmed()
    expect(bytesOf(ann.device)).toBe(bytesOf(bob.device))
  })

  test('[P2] [RL43] a packet pushed on two connections counts once; the other connection gets it as its own, with data', async () => {
    const { url } = await running()
    const packet = { id: replica(1), from: 1, to: 2, delta: rowDelta('a', 1, [[stock, 7n]]) }
    const tabs = [new Device(), new Device()].map((device) => (device.packets.push(packet), device))
    const [one, two, other] = await Promise.all([connected(url, tabs[0]), connected(url, tabs[1]), connected(url)])
    one.pushPending()
    two.pushPending()
    await Promise.all([one.untilConfirmed(), two.untilConfirmed(), other.until(() => other.device.place?.position === 1)])
    for (const client of [one, two, other]) expect(stockOf(client.device, 'a')).toBe(7n)
    expect([
      one.all('confirmed').length + two.all('confirmed').length,
      one.all('own-deltas').length + two.all('own-deltas').length,
    ]).toEqual([1, 1])
    // The duplicate is in nobody's stream: the next step follows the first.
    other.write({ id: replica(9), from: 1, to: 1, delta: rowDelta('a', 1, [[stock, 1n]]) })
    await Promise.all([one, two, other].map((client) => client.until(() => stockOf(client.device, 'a') === 8n)))
    expect(bytesOf(one.device)).toBe(bytesOf(other.device))
  })

  test('[RL44] an id that was not named at opening is heard of once more when its packet was there before', async () => {
    const { url } = await running()
    const packet = { id: replica(1), from: 1, to: 1, delta: rowDelta('a', 1, [[stock, 7n]]) }
    const one = await connected(url)
    one.write(packet)
    await one.untilConfirmed()
    const two = await connected(url)
    two.write(packet)
    await two.untilConfirmed()
    expect(two.all('behind').length).toBe(1)
    expect(bytesOf(two.device)).toBe(bytesOf(one.device))
  })

  test('[RL24] nested overlaps: whoever pushes the larger packet gets the difference as data', async () => {
    const { url } = await running()
    const first = rowDelta('a', 1, [
      [stock, 1n],
      [name, lww('one', writtenAt - 9)],
    ])
    const second = rowDelta('a', 1, [
      [stock, 10n],
      [name, lww('two', writtenAt)],
    ])
    const [original, clone, other] = await Promise.all([connected(url), connected(url), connected(url)])
    original.write({ id: replica(1), from: 1, to: 1, delta: first })
    await original.untilConfirmed()
    clone.device.packets.push({ id: replica(1), from: 1, to: 2, delta: compose(first, second) })
    clone.pushPending()
    await clone.untilConfirmed()
    await other.until(() => other.device.place?.position === 2)
    await original.until(() => original.device.place?.position === 2)
    expect(clone.all('confirmed').length).toBe(0)
    expect(clone.steps.at(-1)).toEqual({ type: 'own-deltas', prev: 1, position: 2, key: { id: replica(1), from: 1, to: 2 } })
    for (const client of [original, clone, other]) expect(stockOf(client.device, 'a')).toBe(11n)
    expect(new Set([original, clone, other].map((client) => bytesOf(client.device))).size).toBe(1)
  })

  test('[RL25] an overlap that does not nest is refused by name; later packets go on', async () => {
    const { url } = await running()
    const client = await connected(url)
    const delta = rowDelta('a', 1, [[stock, 1n]])
    client.push({ id: replica(1), from: 1, to: 4, delta })
    client.push({ id: replica(1), from: 3, to: 6, delta })
    client.device.packets.push({ id: replica(1), from: 1, to: 4, delta }, { id: replica(1), from: 7, to: 7, delta })
    client.push({ id: replica(1), from: 7, to: 7, delta })
    const refused = await client.message('refused')
    expect(client.key(refused)).toEqual({ id: replica(1), from: 3, to: 6 })
    expect(refused).toMatchObject({
      code: 'overlap-unresolvable',
      retryable: false,
      cells: ['items.stock[a]'],
    })
    await client.untilConfirmed()
    expect(stockOf(client.device, 'a')).toBe(2n)
  })

  test.each([1, 2, 3])('[RL20] a device that comes back from any place holds the state (seed %i)', async (seed) => {
    const { url } = await running()
    const random = seeded(seed)
    const writer = await connected(url)
    const devices: Device[] = []
    for (let number = 1; number <= 60; number++) {
      writer.write({ id: replica(1), from: number, to: number, delta: randomDelta(random, writer.device.read()) })
      if (random.chance(0.2)) {
        await writer.untilConfirmed()
        const device = new Device()
        device.reference = cloneState(writer.device.reference)
        device.place = writer.device.place
        devices.push(device)
      }
    }
    await writer.untilConfirmed()
    for (const device of devices) {
      const client = await connected(url, device)
      expect(client.last('opened').mode).toBe('since')
      expect(bytesOf(device)).toBe(bytesOf(writer.device))
    }
    const fresh = await connected(url)
    expect(fresh.last('opened').mode).toBe('whole')
    expect(bytesOf(fresh.device)).toBe(bytesOf(writer.device))
  })

  test.each([1, 2, 3, 4])('[RL22] a catching-up that is cut again and again goes on where it stood (seed %i)', async (seed) => {
    const { url } = await running()
    const random = seeded(seed)
    const writer = await connected(url)
    for (let number = 1; number <= 150; number++) {
      const text = 'x'.repeat(5_000)
      writer.write({
        id: replica(1),
        from: number,
        to: number,
        delta: rowDelta(`r${number}`, 1, [
          [name, lww(text + number)],
          [stock, 1n],
        ]),
      })
    }
    await writer.untilConfirmed()
    const device = new Device()
    let resumed = 0
    let next = 151
    for (let attempt = 0; device.place === null; attempt++) {
      const client = newClient(url, device)
      const after = 1 + random.below(3)
      let slices = 0
      client.tap = (message) => {
        if (message.type === 'slice') slices++
        if (slices < after || attempt > 8) return true
        client.cut()
        return slices === after && message.type === 'slice'
      }
      await client.open()
      await (attempt > 8 ? client.caughtUp() : Promise.race([client.untilClosed(), client.caughtUp().catch(() => undefined)]))
      if (client.all('opened').some((message) => message.mode === 'staged')) resumed++
      writer.write({ id: replica(1), from: next, to: next, delta: rowDelta(`r${random.below(150) + 1}`, 1, [[stock, 5n]]) })
      next++
      await writer.untilConfirmed()
    }
    expect(resumed).toBeGreaterThan(1)
    const client = await connected(url, device)
    await client.until(() => device.place?.position === writer.device.place?.position)
    expect(bytesOf(device)).toBe(bytesOf(writer.device))
  })

  test('[RL45] a packet in pieces is taken when it is whole, and goes on after a cut where it stood', async () => {
    const { url } = await running()
    const records = Array.from({ length: 300 }, (_, at) => rowDelta(`r${at}`, 1, [[name, lww('y'.repeat(1_000) + at)]])).reduce(compose)
    const packet = { id: replica(1), from: 1, to: 300, delta: records }
    const bytes = encodeDelta(records)
    const device = new Device()
    device.packets.push(packet)
    const first = await connected(url, device)
    first.declare()
    const half = Math.floor(bytes.length / 2)
    first.send({
      type: 'push',
      handle: 1,
      own: 0,
      piece: { total: bytes.length, offset: 0 },
      range: { from: 1, to: 300 },
      bytes: bytes.subarray(0, half),
    })
    first.send({ type: 'ping' })
    await first.message('pong')
    first.cut()
    const second = await connected(url, device)
    expect(second.last('opened').partial).toEqual({ own: 0, range: { from: 1, to: 300 }, received: half })
    second.send({
      type: 'push',
      handle: 1,
      own: 0,
      piece: { total: bytes.length, offset: half + 1 },
      range: { from: 1, to: 300 },
      bytes: bytes.subarray(half + 1),
    })
    expect(await second.message('refused')).toMatchObject({ code: 'packet-out-of-order', retryable: true })
    second.send({
      type: 'push',
      handle: 1,
      own: 0,
      piece: { total: bytes.length, offset: half },
      range: { from: 1, to: 300 },
      bytes: bytes.subarray(half),
    })
    await second.untilConfirmed()
    expect(device.reference.delta.records.get(items)?.size).toBe(300)
    second.push(packet, 10_000)
    const third = await connected(url, device)
    expect(third.last('opened').partial).toBeNull()
  })

  test('[RL46] spaces on one socket do not see each other', async () => {
    const { url } = await running()
    const other = await connected(url, new Device(), 'other')
    const client = await connected(url)
    client.write({ id: replica(1), from: 1, to: 1, delta: rowDelta('a', 1) })
    await client.untilConfirmed()
    expect(other.device.place).toMatchObject({ position: 0 })
    const several = newClient(url)
    await several.open('s', { handle: 1 })
    await several.caughtUp()
    const heard: unknown[] = []
    several.tap = (message) => {
      if ('handle' in message && message.handle === 2) heard.push(message.type)
      return !('handle' in message) || message.handle === 1
    }
    await several.open('other', { handle: 2, place: null })
    other.write({ id: replica(2), from: 1, to: 1, delta: rowDelta('b', 1) })
    await other.untilConfirmed()
    several.write({ id: replica(3), from: 1, to: 1, delta: rowDelta('c', 1) })
    await several.untilConfirmed()
    several.send({ type: 'close', handle: 2 }, { type: 'ping' })
    await several.message('pong')
    expect(heard).toEqual(['opened', 'caught-up', 'deltas', 'closed'])
    expect(several.device.reference.delta.records.get(items)?.has('b')).toBe(false)
  })

  test('[RL47] what was refused for good is told apart from what is held', async () => {
    const log = memoryLog()
    const writer = await log.open(world)
    const packet = (number: number): Packet => ({ id: replica(1), from: number, to: number, delta: rowDelta('a', 1, [[stock, 1n]]) })
    const draft = { id: replica(1), principal: 'anyone', origin: null }
    await writer.append('s', { ...draft, from: 1, to: 1, kind: 'packet', bytes: encodeDelta(packet(1).delta) })
    await writer.append('s', { ...draft, from: 2, to: 3, kind: 'void', bytes: new Uint8Array(0) })
    await writer.close()
    const { url } = await running({ log })
    const device = new Device()
    device.packets.push(packet(1), packet(2), packet(4))
    const client = await connected(url, device)
    expect(client.last('opened')).toMatchObject({ coverage: [[{ from: 1, to: 3 }]], voids: [{ own: 0, range: { from: 2, to: 3 } }] })
    // What has not changed since is not told again.
    expect(client.last('caught-up')).toMatchObject({ coverage: null, voids: null })
    expect(device.pending.map(({ from }) => from)).toEqual([2, 4])
  })

  test('[RL48] columns that are known by their hash need not be declared again', async () => {
    const log = memoryLog()
    const before = await running({ log })
    const first = await connected(before.url)
    expect(first.last('opened').undeclared).toBe(true)
    await expect.poll(async () => (await connected(before.url)).last('opened').undeclared).toBe(false)
    const elsewhere = await connected(before.url, new Device(), 'other')
    expect(elsewhere.last('opened').undeclared).toBe(true)
    await before.relay.close()
    const after = await running({ log })
    expect((await connected(after.url)).last('opened').undeclared).toBe(false)
    const other = await newClient(after.url).open('s', { columns: '00000000' })
    await other.until(() => other.all('opened').length > 0)
    expect(other.last('opened').undeclared).toBe(true)
  })
})
