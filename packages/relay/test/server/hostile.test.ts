import { connect } from 'node:net'
import { Algebra, columnId, createDelta, encodeDelta, Table } from '@torsor/core'
import { encodeFrame, encodeMessage, limits, pushesOf } from '@torsor/protocol'
import type { DeclaredColumn, OpenMessage } from '@torsor/protocol'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { bytesOf } from '../client/client.js'
import type { Client } from '../client/client.js'
import { replica } from '../log/drafts.js'
import { declared, items, lww, name, rowDelta, seeded, stock, tags, wall, wordDelta, writtenAt } from '../space/deltas.js'
import { connected, newClient, running } from './running.js'

/** The bystander still works, and nothing changed for it but what it does itself. */
async function unharmed(bystander: Client, number: number): Promise<void> {
  const before = bystander.device.place?.position ?? 0
  bystander.write({ id: replica(5), from: number, to: number, delta: rowDelta('ok', 1, [[stock, 1n]]) })
  await bystander.untilConfirmed()
  expect(bystander.device.place?.position).toBe(before + 1)
}

const bare: OpenMessage = {
  type: 'open',
  handle: 1,
  version: 1,
  place: null,
  staged: null,
  columns: null,
  token: null,
  space: 's',
  own: [],
}

/** Two names with one id: there are soon some among so many. */
function twins(): readonly [DeclaredColumn, DeclaredColumn] {
  const seen = new Map<number, string>()
  for (let number = 0; ; number++) {
    const name = `items.field${number}`
    const id = columnId(name, Algebra.sum)
    const twin = seen.get(id)
    if (twin !== undefined) {
      return [
        { id, name: twin },
        { id, name },
      ]
    }
    seen.set(id, name)
  }
}

describe('bad input', () => {
  test('[RL70] every mutation of good frames ends in an error for that socket, or in nothing', async () => {
    const { url, health } = await running()
    const random = seeded(2026)
    const bystander = await connected(url)
    const good = encodeFrame([
      { ...bare, token: 'abc', own: [replica(1)] },
      { type: 'declare', handle: 1, columns: declared.slice(0, 1) },
      { type: 'push', handle: 1, own: 0, piece: null, range: { from: 1, to: 1 }, bytes: new Uint8Array(30).fill(7) },
      { type: 'renew', handle: 1, token: null },
      { type: 'close', handle: 1 },
      { type: 'ping' },
    ])
    let errors = 0
    for (let round = 0; round < 300; round++) {
      const bytes = good.slice()
      for (let flips = 1 + random.below(3); flips > 0; flips--) bytes[random.below(bytes.length)] = random.below(256)
      const mutated = random.chance(0.3)
        ? bytes.subarray(0, random.below(bytes.length))
        : random.chance(0.2)
          ? Uint8Array.from({ length: random.below(60) }, () => random.below(256))
          : bytes
      const client = await newClient(url).opened()
      client.tap = (message) => {
        if (message.type === 'error') errors++
        return false
      }
      client.sendBytes(mutated)
      client.sendBytes(encodeFrame([{ type: 'ping' }]))
      client.sendBytes(Uint8Array.of(0x7f))
      await client.untilClosed()
    }
    expect(errors).toBeGreaterThanOrEqual(300)
    await unharmed(bystander, 1)
    await expect
      .poll(async () => ((await (await fetch(health)).json()) as { connections: number }).connections, { timeout: 20_000 })
      .toBe(1)
  })

  test('[RL70] an unknown version, a text frame, an oversized frame and a fragment too many are named', async () => {
    const { url } = await running()
    const bystander = await connected(url)
    const other = encodeMessage(bare).slice()
    other[2] = 99
    const versioned = await newClient(url).opened()
    versioned.sendBytes(other)
    expect(await versioned.message('error')).toMatchObject({ code: 'protocol-incompatible', retryable: false })
    await versioned.untilClosed()

    const text = await newClient(url).opened()
    text.socket.send('hello')
    expect(await text.message('error')).toMatchObject({ code: 'protocol-violation' })
    await text.untilClosed()

    const large = await connected(url)
    large.sendBytes(new Uint8Array(limits.frame + 1))
    await large.untilClosed()

    const streams = await connected(url)
    for (let stream = 0; stream <= limits.streams; stream++)
      streams.send({ type: 'fragment', stream, piece: { total: 1_000, offset: 0 }, bytes: Uint8Array.of(1) })
    expect(await streams.message('error')).toMatchObject({ code: 'too-large' })
    await unharmed(bystander, 1)
  })

  test('[RL71] packets that cannot be taken are refused by name, nothing of them is stored, and the session goes on', async () => {
    const { url } = await running()
    const client = await connected(url)
    const bystander = await connected(url)
    const push = (bytes: Uint8Array): void => client.send(...pushesOf(1, client.ids, { id: replica(1), from: 1, to: 1 }, bytes))
    const undeclared = createDelta()
    undeclared.records.set(items, Table.of([['a', { life: 1, cells: new Map([[(name ^ 0x100) as typeof name, lww('x')]]) }]]))
    const cases: [string, boolean, Uint8Array, readonly string[]][] = [
      ['packet-malformed', false, Uint8Array.of(1, 2, 3), []],
      ['packet-malformed', false, encodeDelta(rowDelta('a', 1)).subarray(0, 7), []],
      ['columns-undeclared', true, encodeDelta(undeclared), ['#' + (name ^ 0x100).toString(16) + '[a]']],
      ['clock-skew', true, encodeDelta(rowDelta('a', 1, [[name, lww('x', writtenAt + 302_000)]])), ['items.name[a]']],
      ['life-jump', false, encodeDelta(rowDelta('a', 5_001)), ['collection:items[a]']],
      ['life-jump', false, encodeDelta(rowDelta('a', 1, [[tags, new Map([['t', 1_001]])]])), ['items.tags[a][t]']],
    ]
    for (const [index, [code, retryable, bytes, cells]] of cases.entries()) {
      push(bytes)
      await client.until(() => client.all('refused').length === index + 1)
      expect(client.last('refused')).toMatchObject({ own: 0, range: { from: 1, to: 1 }, code, retryable, cells })
    }
    await unharmed(bystander, 1)
    client.write({ id: replica(1), from: 1, to: 1, delta: wordDelta(wall, 2, 3n) })
    await client.untilConfirmed()
    await bystander.until(() => bystander.device.place?.position === 2)
    expect(bytesOf(client.device)).toBe(bytesOf(bystander.device))
  })

  test('[RL6] columns whose names clash end the session by name', async () => {
    const { url } = await running()
    const [first, second] = twins()
    const one = await connected(url)
    one.declare([first])
    const two = await connected(url)
    two.declare([second])
    expect(await two.message('error')).toMatchObject({ handle: 1, code: 'column-collision', retryable: false })
    two.send({ type: 'ping' })
    await two.message('pong')
  })

  test('[RL76] a push that names an id wrongly ends the session', async () => {
    const { url } = await running()
    const range = { from: 1, to: 1 }
    const push = { type: 'push', handle: 1, piece: null, range, bytes: Uint8Array.of(1) } as const
    const bystander = await connected(url)
    for (const own of [[0], [replica(1), replica(1)], [replica(1), 2]]) {
      const client = await connected(url)
      client.send(...own.map((one) => ({ ...push, own: one })))
      expect(await client.message('error')).toMatchObject({ handle: 1, code: 'protocol-violation' })
    }
    const many = newClient(url)
    await many.open('s', { own: Array.from({ length: limits.ownIds }, (_, at) => (at + 256).toString(16).padStart(16, '0')) })
    await many.caughtUp()
    many.send({ ...push, own: replica(1) })
    expect(await many.message('error')).toMatchObject({ handle: 1, code: 'too-large' })
    await unharmed(bystander, 1)
  })

  test('[P29] [RL72] a stranger has a small budget and a short deadline', async () => {
    const { url } = await running({ authorize: () => null, limits: { openDeadlineMs: 800, unauthorizedBytes: 8_192 } })
    const idle = await newClient(url).opened()
    expect(await idle.message('error')).toMatchObject({ code: 'timed-out' })
    await idle.untilClosed()
    const strict = await running({ authorize: () => null, limits: { openDeadlineMs: 15_000, unauthorizedBytes: 8_192 } })
    const greedy = await newClient(strict.url).opened()
    for (let count = 0; count < 40; count++)
      greedy.sendBytes(
        encodeFrame([{ type: 'fragment', stream: 1, piece: { total: 900_000, offset: count * 1_000 }, bytes: new Uint8Array(1_000) }]),
      )
    await greedy.untilClosed()
    // Not by the deadline: that would be named.
    expect(greedy.all('error').filter((error) => error.code !== 'too-large')).toEqual([])
    expect((await (await fetch(strict.health)).json()) as unknown).toMatchObject({
      uptime: expect.toSatisfy((seconds: number) => seconds < 12),
    })
    const denied = await newClient(strict.url).opened()
    await denied.open()
    expect(await denied.message('error')).toMatchObject({ handle: 1, code: 'needs-auth' })
    await denied.untilClosed()
  })

  test('[RL73] a socket gone silent is closed; one that answers is not', async () => {
    const { url } = await running({ limits: { heartbeatMs: 60, silenceMs: 3_000 } })
    const good = await connected(url)
    const mute = await connected(url)
    mute.tap = () => false
    await mute.untilClosed()
    await good.until(() => good.all('ping').length >= 3)
    expect(good.closed).toBe(false)
  })

  test('[RL74] more spaces than allowed on one socket are refused, and a handle used twice ends', async () => {
    const { url } = await running({ limits: { spacesPerSocket: 2 } })
    const client = await newClient(url).opened()
    const heard: unknown[] = []
    client.tap = (message) => {
      heard.push(message)
      return message.type === 'pong'
    }
    for (const handle of [1, 2, 3]) await client.open(`space-${handle}`, { handle })
    client.send({ type: 'ping' })
    await client.message('pong')
    expect(heard).toContainEqual(expect.objectContaining({ type: 'error', handle: 3, code: 'too-many-spaces' }))
    await client.open('space-1', { handle: 1 })
    client.send({ type: 'ping' })
    await client.until(() => client.all('pong').length === 2)
    expect(heard).toContainEqual(expect.objectContaining({ type: 'error', handle: 1, code: 'protocol-violation' }))
  })

  test('[RL75] what is no WebSocket is told so, and a relay at its limit says 503', async () => {
    const { url, health } = await running({ limits: { connections: 1 } })
    const body = (await (await fetch(health)).json()) as Record<string, unknown>
    expect(body).toMatchObject({ status: 'ok', spaces: 0, connections: 0 })
    expect(body.version).toMatch(/^\d+\.\d+\.\d+/)
    expect(typeof body.uptime).toBe('number')
    expect((await fetch(health.replace('/healthz', '/'))).status).toBe(404)
    await connected(url)
    const turnedAway = new WebSocket(url)
    const status = await new Promise((resolve) =>
      turnedAway.once('unexpected-response', (_request, response) => resolve(response.statusCode)),
    )
    expect(status).toBe(503)
    const { port } = new URL(url)
    const garbage = connect(Number(port), '127.0.0.1')
    garbage.end('GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\nrubbish')
    await new Promise((resolve) => garbage.once('close', resolve).resume())
    expect((await fetch(health)).status).toBe(200)
  })
})
