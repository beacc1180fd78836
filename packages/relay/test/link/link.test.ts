import { encodeDelta, VersionVector } from '@torsor/core'
import { decodeLinkFrame, encodeFrame, encodeLinkMessage, linkVersion } from '@torsor/protocol'
import type { LinkDownMessage, LinkUpMessage } from '@torsor/protocol'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryLog } from '../../src/index.js'
import type { RelayLog } from '../../src/index.js'
import { loadSpace } from '../../src/space/index.js'
import { bytesOf, Device } from '../client/client.js'
import type { Packet } from '../client/client.js'
import { draft, replica, world } from '../log/drafts.js'
import { closing, connected, newClient, running } from '../server/running.js'
import { declared, items, lww, name, rowDelta, stock, tags, writtenAt } from '../space/deltas.js'
import { authorize, contentsOf, linked, until } from './linked.js'

const plusOne = (number: number, id = replica(1)): Packet => ({ id, from: number, to: number, delta: rowDelta('a', 1, [[stock, 1n]]) })
const stockOf = (device: Device): unknown => device.reference.delta.records.get(items)?.get('a')?.cells.get(stock)

/** A port where nobody listens yet: two relays that follow each other need to know where the other will be. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** One that speaks the link protocol by hand. */
class Follower {
  readonly socket: WebSocket
  readonly received: LinkDownMessage[] = []
  closed = false

  constructor(url: string, protocol = 'torsor-link') {
    this.socket = new WebSocket(url, protocol, { perMessageDeflate: false })
    this.socket.on('message', (data: Buffer) => this.received.push(...decodeLinkFrame(new Uint8Array(data), 'down')))
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => (this.closed = true))
    closing(() => this.socket.terminate())
  }

  async send(...messages: LinkUpMessage[]): Promise<void> {
    await until(() => this.socket.readyState === this.socket.OPEN, 'the socket is open')
    this.socket.send(encodeFrame(messages.map(encodeLinkMessage)))
  }

  follow(token: string | null, position: number | null = null, nonce = ''): Promise<void> {
    const place = position === null ? null : { nonce, position }
    return this.send({ type: 'follow', handle: 0, version: linkVersion, place, token, space: 's' })
  }

  of<T extends LinkDownMessage['type']>(type: T): Extract<LinkDownMessage, { readonly type: T }>[] {
    return this.received.filter((message): message is Extract<LinkDownMessage, { readonly type: T }> => message.type === type)
  }

  get entries(): string[] {
    return this.of('entry').map(({ position, range, void: refused }) => `${refused ? 'void ' : ''}${position}: ${range.from}-${range.to}`)
  }
}

describe('relays that follow each other', () => {
  test('[RL100] get every packet as it was pushed, once, in any topology', async () => {
    const ports = [await freePort(), await freePort(), await freePort()]
    const url = (at: number): string => `ws://127.0.0.1:${ports[at % 3]}`
    const logs: RelayLog[] = []
    const relays = []
    for (const at of [0, 1, 2]) {
      const log = memoryLog()
      logs.push(log)
      // Each follows both others: the ring in both directions.
      const { relay } = await linked(
        `r${at}`,
        [1, 2].map((by) => ({ name: `r${(at + by) % 3}`, url: url(at + by) })),
        { log },
      )
      relays.push({ relay, url: (await relay.listen({ port: ports[at] ?? 0 })).url })
    }
    const devices = []
    for (const [at, { url }] of relays.entries()) devices.push(await connected(url, new Device()).then((client) => ({ client, at })))
    for (let number = 1; number <= 10; number++)
      for (const { client, at } of devices)
        client.write({ id: replica(at + 1), from: number * 2 - 1, to: number * 2, delta: rowDelta('a', 1, [[stock, 1n]]) })
    for (const { client } of devices) await client.until(() => stockOf(client.device) === 30n, '30 at every device')
    expect(new Set(devices.map(({ client }) => bytesOf(client.device))).size).toBe(1)
    for (const { relay } of relays) await relay.close({ graceMs: 50 })
    for (const log of logs) {
      const { entries } = await contentsOf(log)
      // Nothing was folded, and nothing went round.
      expect(entries.toSorted()).toEqual(
        [1, 2, 3].flatMap((id) => Array.from({ length: 10 }, (_, n) => `packet ${id}: ${n * 2 + 1}-${n * 2 + 2}`)).toSorted(),
      )
    }
  })

  test('[RL100] count a packet once that a device pushes to both', async () => {
    const one = await linked('one', [])
    const other = await linked('other', [one])
    const client = await connected(one.url)
    for (let number = 1; number <= 3; number++) client.write(plusOne(number))
    await client.untilConfirmed()
    client.cut()
    const device = new Device()
    const reader = await connected(other.url, device)
    await reader.until(() => stockOf(device) === 3n, 'what came over the link')
    const again = await connected(other.url, new Device())
    for (let number = 1; number <= 4; number++) again.write(plusOne(number))
    await again.untilConfirmed()
    expect(stockOf(again.device)).toBe(4n)
    await reader.until(() => stockOf(device) === 4n, 'the fourth')
  })

  test('[RL100] are told of every packet, whenever it comes', async () => {
    const one = await linked('one', [])
    const other = await linked('other', [one])
    const reader = await connected(other.url)
    const client = await connected(one.url)
    for (let number = 1; number <= 300; number++) {
      client.write(plusOne(number))
      // Now while a page is under way, now when all was sent.
      if (number % 3 === 0) await reader.until(() => stockOf(reader.device) === BigInt(number), `packet ${number}`)
      else if (number % 2 === 0) await client.untilConfirmed()
      else await new Promise((resolve) => setTimeout(resolve, number % 4))
    }
    expect(stockOf(reader.device)).toBe(300n)
  })

  test('[RL101] apply a larger packet less the smaller one that came another way', async () => {
    const one = await linked('one', [])
    const other = await linked('other', [one])
    const here = await connected(other.url)
    here.write(plusOne(1))
    await here.untilConfirmed()
    const there = await connected(one.url)
    there.write({ id: replica(1), from: 1, to: 3, delta: rowDelta('a', 1, [[stock, 3n]]) })
    await here.until(() => stockOf(here.device) === 3n, 'the difference')
    expect(here.steps.map(({ type, position }) => [type, position])).toEqual([
      ['confirmed', 1],
      ['own-deltas', 2],
    ])
  })

  test('[RL29] come to one state of what two clones of a device froze, each for itself and at another relay', async () => {
    const ports = [await freePort(), await freePort()]
    const logs: RelayLog[] = []
    for (const at of [0, 1]) {
      const log = memoryLog()
      logs.push(log)
      const writer = await log.open(world)
      await writer.declare('s', declared)
      const delta = rowDelta('a', 1, [
        [stock, 5n],
        [name, lww(`at ${at}`, writtenAt + at)],
      ])
      await writer.append('s', draft(replica(1), 1, 2, { bytes: encodeDelta(delta) }))
      await writer.close()
    }
    const relays = []
    for (const at of [0, 1]) {
      const other = { name: `r${1 - at}`, url: `ws://127.0.0.1:${ports[1 - at]}` }
      const log = logs[at]
      const { relay } = await linked(`r${at}`, [other], log === undefined ? {} : { log })
      relays.push({ relay, url: (await relay.listen({ port: ports[at] ?? 0 })).url })
    }
    for (const { url } of relays) {
      const client = await connected(url)
      const titled = (): boolean => {
        const cell = client.device.reference.delta.records.get(items)?.get('a')?.cells.get(name)
        return typeof cell === 'object' && 'value' in cell && cell.value === 'at 1'
      }
      await client.until(titled, 'the later one of both names')
      expect(stockOf(client.device)).toBe(5n)
    }
    for (const { relay } of relays) await relay.close({ graceMs: 50 })
    const [one, other] = await Promise.all(logs.map(contentsOf))
    expect(one?.state).toBe(other?.state)
    expect([one?.entries.length, other?.entries.length]).toEqual([2, 2])
  })

  test('[RL102] have ids belong to whom they belonged, and names mean what they meant', async () => {
    const one = await linked('one', [])
    const other = await linked('other', [one])
    const ann = newClient(one.url)
    await (await ann.open('s', { token: 'ann' })).caughtUp()
    ann.write(plusOne(1))
    await ann.untilConfirmed()
    const reader = await connected(other.url)
    await reader.until(() => stockOf(reader.device) === 1n, 'what came over the link')
    const thief = newClient(other.url)
    await (await thief.open('s', { token: 'bob' })).caughtUp()
    thief.push(plusOne(2))
    expect(await thief.message('refused')).toMatchObject({ code: 'identity-taken' })
    const moved = newClient(other.url)
    await (await moved.open('s', { token: 'ann' })).caughtUp()
    expect(moved.last('opened').undeclared).toBe(false)
    moved.write(plusOne(2))
    await moved.untilConfirmed()
  })

  test('[RL103] take what is stamped far ahead, which a relay refuses from a client', async () => {
    const one = await linked('one', [], { clock: () => writtenAt + 3_600_000 })
    const other = await linked('other', [one])
    const stamped: Packet = { id: replica(1), from: 1, to: 1, delta: rowDelta('a', 1, [[name, lww('late', writtenAt + 3_600_000)]]) }
    const client = await connected(other.url)
    client.push(stamped)
    expect(await client.message('refused')).toMatchObject({ code: 'clock-skew' })
    const there = await connected(one.url)
    there.write(stamped)
    await there.untilConfirmed()
    await client.until(() => client.device.reference.delta.records.get(items)?.has('a') === true, 'what came over the link')
  })

  test('[RL104] pass on what was refused for good', async () => {
    const log = memoryLog()
    const writer = await log.open(world)
    await writer.declare('s', declared)
    await writer.append('s', draft(replica(1), 1, 2, { kind: 'void', bytes: new Uint8Array(0) }))
    await writer.close()
    const one = await linked('one', [], { log })
    const other = await linked('other', [one])
    const late = await connected(other.url)
    await until(async () => {
      const device = new Device()
      device.packets.push(plusOne(1))
      const client = await connected(other.url, device)
      return (client.last('caught-up').voids ?? client.last('opened').voids ?? []).length > 0
    }, 'the void has come')
    late.push(plusOne(1))
    late.write(plusOne(1, replica(2)))
    await late.untilConfirmed()
    expect(stockOf(late.device)).toBe(1n)
  })

  test('[RL105] get packets of any size', async () => {
    const one = await linked('one', [])
    const other = await linked('other', [one])
    const large = 'x'.repeat(900_000)
    const client = await connected(one.url)
    const elements = new Map([['a', 1]])
    for (let number = 1; number <= 3; number++)
      client.write({
        id: replica(1),
        from: number,
        to: number,
        delta: rowDelta(`r${number}`, 1, [
          [name, lww(large + number, writtenAt)],
          [tags, elements],
        ]),
      })
    await client.untilConfirmed()
    const reader = await connected(other.url)
    await reader.until(() => reader.device.reference.delta.records.get(items)?.size === 3, 'three large packets')
    expect(bytesOf(reader.device)).toBe(bytesOf(client.device))
  })
})

describe('who may follow', () => {
  test('[RL110] only whom the app grants it: nobody who may write, and nobody where anyone may', async () => {
    const { url } = await running({ authorize })
    const person = new Follower(url)
    await person.follow('bob')
    await until(() => person.closed, 'the socket is closed')
    expect(person.received).toMatchObject([{ type: 'error', code: 'forbidden' }])
    const open = await running()
    const stranger = new Follower(open.url)
    await stranger.follow('relay:x')
    await until(() => stranger.closed, 'the socket is closed')
    expect(stranger.received).toMatchObject([{ type: 'error', code: 'forbidden' }])
  })

  test('[RL110] a grant for relays opens no session, and a session no link', async () => {
    const { url } = await running({ authorize })
    const client = newClient(url)
    await client.open('s', { token: 'relay:x' })
    expect(await client.message('error')).toMatchObject({ code: 'forbidden' })
    const confused = new Follower(url)
    await until(() => confused.socket.readyState === confused.socket.OPEN, 'the socket is open')
    confused.socket.send(encodeFrame([{ type: 'close', handle: 0 }]))
    await until(() => confused.closed, 'the socket is closed')
    expect(confused.received).toMatchObject([{ type: 'error', code: 'protocol-violation' }])
  })

  test('[RL110] is asked again: a right that ended ends the link', async () => {
    let good = true
    const { url } = await running({ limits: { renewalMs: 20 }, authorize: () => (good ? { principal: 'r', access: 'link' } : null) })
    const follower = new Follower(url)
    await follower.follow('t')
    await until(() => follower.of('following').length === 1, 'it follows')
    good = false
    await until(() => follower.closed, 'the socket is closed')
    expect(follower.of('error')).toMatchObject([{ code: 'needs-auth' }])
  })

  test('[RL111] a follower gets a page at a time, and may not say that it has more than that', async () => {
    const { url } = await running({ authorize, limits: { bufferedBytes: 60 } })
    const client = await connected(url)
    for (let number = 1; number <= 9; number++) client.write(plusOne(number))
    await client.untilConfirmed()
    const follower = new Follower(url)
    await follower.follow('relay:f')
    await until(() => follower.entries.length > 0, 'a page')
    await new Promise((resolve) => setTimeout(resolve, 50))
    const first = follower.entries.length
    expect(first).toBeLessThan(9)
    await follower.send({ type: 'holds', handle: 0, position: first })
    await until(() => follower.entries.length > first, 'the next page')
    await follower.send({ type: 'holds', handle: 0, position: 99 })
    await until(() => follower.closed, 'the socket is closed')
    expect(follower.of('error')).toMatchObject([{ code: 'protocol-violation' }])
  })
})

describe('places of a link', () => {
  const filled = async (log: RelayLog, ...numbers: number[]): Promise<string> => {
    const writer = await log.open(world)
    const { nonce } = await writer.start('s')
    await writer.declare('s', declared)
    for (const number of numbers) await writer.append('s', draft(replica(1), number, number, { bytes: encodeDelta(plusOne(number).delta) }))
    await writer.close()
    return nonce
  }

  test('[RL112] go on where they stood; past their reign where it ended; under a strange nonce from the start', async () => {
    const log = memoryLog()
    const first = await filled(log, 1, 2, 3)
    const second = await filled(log, 4, 5)
    const { url } = await running({ log, authorize })
    const after = async (nonce: string, position: number): Promise<string[]> => {
      const follower = new Follower(url)
      await follower.follow('relay:f', position, nonce)
      await until(() => follower.entries.at(-1)?.startsWith('5') === true || follower.of('following')[0]?.position === 5, 'all of it')
      return follower.entries
    }
    expect(await after(first, 2)).toEqual(['3: 3-3', '4: 4-4', '5: 5-5'])
    expect(await after(first, 5)).toEqual(['4: 4-4', '5: 5-5'])
    expect(await after(second, 4)).toEqual(['5: 5-5'])
    expect(await after(second, 5)).toEqual([])
    expect(await after('00000000deadbeef', 4)).toEqual(['1: 1-1', '2: 2-2', '3: 3-3', '4: 4-4', '5: 5-5'])
  })

  test('[RL113] a relay that lost its log gets again what it lost from those it follows, and they what is new', async () => {
    const ports = [await freePort(), await freePort()]
    const other = { name: 'other', url: `ws://127.0.0.1:${ports[1]}` }
    const one = { name: 'one', url: `ws://127.0.0.1:${ports[0]}` }
    const log = memoryLog()
    let first = await linked('one', [other], { log })
    await first.relay.listen({ port: ports[0] ?? 0 })
    const second = await linked('other', [one])
    await second.relay.listen({ port: ports[1] ?? 0 })
    const ann = await connected(first.url)
    for (let number = 1; number <= 3; number++) ann.write(plusOne(number))
    await ann.untilConfirmed()
    const bob = await connected(second.url)
    await bob.until(() => stockOf(bob.device) === 3n, 'three')
    const backup = log.copy()
    for (let number = 4; number <= 6; number++) ann.write(plusOne(number))
    await ann.untilConfirmed()
    await bob.until(() => stockOf(bob.device) === 6n, 'six')
    ann.cut()
    await first.relay.close({ graceMs: 50 })
    first = await linked('one', [other], { log: backup })
    await first.relay.listen({ port: ports[0] ?? 0 })
    // Ann does not come back: only the other relay has what this one lost.
    const cid = await connected(first.url)
    await cid.until(() => stockOf(cid.device) === 6n, 'what was lost')
    cid.write(plusOne(1, replica(3)))
    await bob.until(() => stockOf(bob.device) === 7n, 'what is new')
    expect(bytesOf(bob.device)).toBe(bytesOf(cid.device))
  })
})

describe('what is kept', () => {
  const limits = { keepMs: 0, snapshotEvery: 2 }

  test('[RL114] an entry goes when it is old, in a snapshot, and at every relay that is configured to follow', async () => {
    const log = memoryLog()
    const { url, relay } = await running({ log, authorize, limits, peers: ['f'] })
    const client = await connected(url)
    for (let number = 1; number <= 6; number++) client.write(plusOne(number))
    await client.untilConfirmed()
    const follower = new Follower(url)
    await follower.follow('relay:f')
    await until(() => follower.entries.length === 6, 'all of it')
    await follower.send({ type: 'holds', handle: 0, position: 6 })
    for (let number = 7; number <= 10; number++) {
      client.write(plusOne(number))
      await client.untilConfirmed()
    }
    await relay.close({ graceMs: 50 })
    const reader = await log.open(world)
    const { position } = await reader.floor('s')
    // Of what the follower did not say that it has, all is kept.
    expect([position >= 2, position <= 6]).toEqual([true, true])
    expect((await reader.read('s', 0, { entries: 99, bytes: 1e9 }))[0]?.position).toBe(position + 1)
    expect(await reader.head('s')).toBe(10)
    expect((await reader.acknowledged('s')).get('f')).toBe(6)
    expect((await loadSpace(reader, 's')).state.delta.records.get(items)?.get('a')?.cells.get(stock)).toBe(10n)
    await reader.close()
  })

  test('[RL115] who never got what is gone is told which batches, takes nothing, and goes on once they came another way', async () => {
    const log = memoryLog()
    const one = await linked('one', [], { log, limits })
    const client = await connected(one.url)
    for (let number = 1; number <= 6; number++) {
      client.write(plusOne(number))
      await client.untilConfirmed()
    }
    const by = new Follower(one.url)
    await by.follow('relay:f')
    await until(() => by.entries.length > 0 || by.of('trimmed').length > 0, 'an answer')
    const [trimmed] = by.of('trimmed')
    const vector = VersionVector.decode(trimmed?.bytes ?? new Uint8Array(0))
    expect(vector.frontier(replica(1))).toBe(by.of('following')[0]?.position)
    expect(vector.frontier(replica(1))).toBeGreaterThan(1)
    const other = await linked('other', [one])
    const state = async (): Promise<unknown> => ((await (await fetch(other.health)).json()) as { links: unknown }).links
    await until(async () => JSON.stringify(await state()).includes('gap'), 'the gap is told')
    expect(await state()).toEqual([{ name: 'one', space: 's', state: 'gap' }])
    const device = new Device()
    const late = await connected(other.url, device)
    expect(device.place?.position).toBe(0)
    // The device that wrote it has it still.
    for (let number = 1; number <= 6; number++) late.write(plusOne(number))
    await late.untilConfirmed()
    await other.relay.close({ graceMs: 50 })
    const again = await linked('other', [one], { log: other.log })
    client.write(plusOne(7))
    const reader = await connected(again.url)
    await reader.until(() => stockOf(reader.device) === 7n, 'the link goes on')
  })

  test('[RL116] a trimmed log whose snapshot is damaged is not folded from what is left', async () => {
    const log = memoryLog()
    const { url, relay } = await running({ log, limits })
    const client = await connected(url)
    for (let number = 1; number <= 6; number++) {
      client.write(plusOne(number))
      await client.untilConfirmed()
    }
    await relay.close({ graceMs: 50 })
    const writer = await log.open(world)
    expect((await writer.floor('s')).position).toBeGreaterThan(0)
    await writer.saveSnapshot('s', { position: 6, bytes: Uint8Array.of(1, 2, 3) })
    await expect(loadSpace(writer, 's')).rejects.toMatchObject({ code: 'storage-damaged' })
    await writer.close()
  })
})
