import { describe, expect, test } from 'vitest'
import type { Authorize, AuthorizeRequest, Grant } from '../../src/index.js'
import { replica } from '../log/drafts.js'
import { items, name, lww, rowDelta, stock, writtenAt } from '../space/deltas.js'
import { WebSocket } from 'ws'
import { connected, newClient, running } from './running.js'

const packet = (id: number, number = 1) => ({ id: replica(id), from: number, to: number, delta: rowDelta('a', 1, [[stock, 1n]]) })

describe('who may do what', () => {
  test('[P27] [RL80] the app is asked with token, space and origin, and a read-only grant reads and does not write', async () => {
    const asked: Omit<AuthorizeRequest, 'signal'>[] = []
    const { url } = await running({
      authorize: async ({ signal: _signal, ...request }): Promise<Grant | null> => {
        asked.push(request)
        await Promise.resolve()
        return request.token === 'reader'
          ? { principal: 'r', access: 'read' }
          : request.token === 'writer'
            ? { principal: 'w', access: 'write' }
            : null
      },
    })
    const stranger = await newClient(url).open('s', { token: 'nobody' })
    expect(await stranger.message('error')).toMatchObject({ handle: 1, code: 'needs-auth', retryable: false })
    const writer = newClient(url)
    await (await writer.open('s', { token: 'writer' })).caughtUp()
    const reader = newClient(url, undefined, { headers: { origin: 'http://localhost:5173' } })
    await (await reader.open('s', { token: 'reader' })).caughtUp()
    expect(reader.last('opened').access).toBe('read')
    writer.write(packet(1))
    await reader.until(() => reader.device.place?.position === 1)
    reader.declare()
    reader.push(packet(2))
    const refused = await reader.message('refused')
    expect(refused).toMatchObject({ code: 'forbidden', retryable: false })
    expect(reader.key(refused).id).toBe(replica(2))
    writer.write(packet(1, 2))
    await reader.until(() => reader.device.place?.position === 2)
    expect(reader.device.reference.delta.records.get(items)?.get('a')?.cells.get(stock)).toBe(2n)
    expect(asked).toEqual([
      { token: 'nobody', space: 's', origin: null, renewal: false, link: false },
      { token: 'writer', space: 's', origin: null, renewal: false, link: false },
      { token: 'reader', space: 's', origin: 'http://localhost:5173', renewal: false, link: false },
    ])
  })

  test('[P28] [RL81] the question is asked again on a timer: a right that ended ends the session, one that shrank shrinks', async () => {
    let access: Grant['access'] | 'none' | 'outage' = 'write'
    let renewals = 0
    const { url } = await running({
      limits: { renewalMs: 25 },
      authorize: ({ renewal }) => {
        if (renewal) renewals++
        if (access === 'outage') throw new Error('the directory is down')
        return access === 'none' ? null : { principal: 'p', access }
      },
    })
    const client = await connected(url)
    client.write(packet(1))
    await client.untilConfirmed()
    access = 'read'
    const before = renewals
    // The one that may have been under way was asked before.
    await expect.poll(() => renewals - before, { timeout: 20_000 }).toBeGreaterThan(2)
    client.push(packet(1, 2))
    expect(await client.message('refused')).toMatchObject({ code: 'forbidden' })
    access = 'none'
    expect(await client.message('error')).toMatchObject({ handle: 1, code: 'needs-auth' })
    access = 'write'
    const second = await connected(url)
    access = 'outage'
    expect(await second.message('error')).toMatchObject({ handle: 1, code: 'space-unavailable', retryable: true })
  })

  test('[RL82] a fresh token is asked about at once, and a bad one ends the session', async () => {
    const { url } = await running({
      authorize: ({ token }) => (token === 'bad' ? null : { principal: 'p', access: token === 'up' ? 'write' : 'read' }),
    })
    const client = newClient(url)
    await (await client.open('s', { token: 'low' })).caughtUp()
    client.send({ type: 'renew', handle: 1, token: 'up' })
    client.declare()
    client.write(packet(1))
    await client.untilConfirmed()
    client.send({ type: 'renew', handle: 1, token: 'bad' })
    client.push(packet(1, 2))
    expect(await client.message('error')).toMatchObject({ handle: 1, code: 'needs-auth' })
    expect(client.all('confirmed').length).toBe(1)
  })

  test('[P19] [RL83] messages keep their order while the app is asked, however long it takes', async () => {
    const waiting: (() => void)[] = []
    const { url } = await running({
      authorize: async ({ space }) => {
        await new Promise<void>((resolve) => waiting.push(resolve))
        return { principal: space, access: 'write' }
      },
    })
    const client = await newClient(url).opened()
    const heard: string[] = []
    client.tap = (message) => {
      heard.push(`${message.type} ${'handle' in message ? message.handle : ''}`.trim())
      return message.type === 'pong'
    }
    await client.open('a', { handle: 1 })
    await client.open('b', { handle: 2 })
    client.send({ type: 'close', handle: 1 }, { type: 'ping' })
    await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(1)
    expect(heard).toEqual([])
    waiting.shift()?.()
    await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(1)
    waiting.shift()?.()
    await client.message('pong')
    expect(heard).toEqual(['opened 1', 'caught-up 1', 'opened 2', 'caught-up 2', 'closed 1', 'pong'])
  })

  test('[RL84] an app that does not answer, throws, or answers nonsense opens nothing', async () => {
    const answers: Record<string, () => unknown> = {
      never: () => new Promise(() => undefined),
      throws: () => {
        throw new Error('no')
      },
      rejects: () => Promise.reject(new Error('no')),
      nothing: () => undefined,
      nonsense: () => ({ principal: '', access: 'write' }),
      admin: () => ({ principal: 'p', access: 'admin' }),
    }
    const authorize: Authorize = ({ token }) => answers[token ?? '']?.() as Grant
    const impatient = await running({ limits: { openDeadlineMs: 800 }, authorize })
    const patient = await running({ limits: { openDeadlineMs: 15_000 }, authorize })
    for (const token of Object.keys(answers)) {
      const { url } = token === 'never' ? impatient : patient
      const client = await newClient(url).open('s', { token })
      expect(await client.message('error'), token).toMatchObject({
        code: token === 'never' ? 'timed-out' : 'space-unavailable',
        retryable: true,
      })
      expect(client.all('opened')).toEqual([])
    }
  })

  test("[RL5] a replica id is its first principal's: another one's packets under it are refused", async () => {
    const { url } = await running({ authorize: ({ token }) => ({ principal: token ?? '', access: 'write' }) })
    const [ann, eve] = [newClient(url), newClient(url)]
    await (await ann.open('s', { token: 'ann' })).caughtUp()
    await (await eve.open('s', { token: 'eve' })).caughtUp()
    ann.write(packet(1))
    await ann.untilConfirmed()
    eve.push({ ...packet(1, 2), delta: rowDelta('a', 1, [[name, lww('mine', writtenAt)]]) })
    expect(await eve.message('refused')).toMatchObject({ code: 'identity-taken', cells: ['items.name[a]'] })
    ann.write(packet(1, 2))
    await ann.untilConfirmed()
    expect(ann.device.place?.position).toBe(2)
  })

  test('[RL85] pages of other origins are turned away unless listed', async () => {
    const status = (url: string, headers: Record<string, string>): Promise<number> =>
      new Promise((resolve) => {
        const socket = new WebSocket(url, { headers })
        socket.once('open', () => {
          socket.terminate()
          resolve(101)
        })
        socket.once('error', () => undefined)
        socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      })
    const grant = (): Grant => ({ principal: 'p', access: 'write' })
    const listed = await running({ origins: ['https://app.example'], authorize: grant })
    expect(await status(listed.url, {})).toBe(101)
    expect(await status(listed.url, { origin: 'https://app.example' })).toBe(101)
    expect(await status(listed.url, { origin: 'http://localhost:5173' })).toBe(101)
    expect(await status(listed.url, { origin: 'https://relay.example', host: 'relay.example:8787' })).toBe(101)
    for (const origin of [
      'https://evil.example',
      'https://app.example.evil',
      'https://app.example:444',
      'http://127.0.0.1.evil.example',
      'null',
      '',
    ]) {
      expect(await status(listed.url, { origin }), origin).toBe(403)
    }
    const open = await running({ origins: '*', authorize: grant })
    expect(await status(open.url, { origin: 'https://evil.example' })).toBe(101)
    const anyone = await running()
    expect(await status(anyone.url, { origin: 'http://rebound.example', host: 'rebound.example' })).toBe(403)
  })
})
