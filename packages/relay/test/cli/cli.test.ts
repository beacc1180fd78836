import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { encodeState } from '@torsor/core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parseCommand, UsageError } from '../../src/cli/arguments.js'
import { bytesOf, Device } from '../client/client.js'
import { replica } from '../log/drafts.js'
import { bundle } from '../process/bundle.js'
import { connected } from '../server/running.js'
import { items, randomDelta, rowDelta, seeded, stock } from '../space/deltas.js'

describe('torsor-relay', () => {
  let folder = ''
  let program = ''
  const children: ChildProcess[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'torsor-cli-'))
    program = await bundle('src/cli/main.ts')
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function started(...words: string[]): Promise<{ child: ChildProcess; url: string; health: string }> {
    const child = spawn(process.execPath, [program, '--port', '0', ...words], { stdio: ['ignore', 'pipe', 'ignore'] })
    children.push(child)
    const lines: string[] = []
    for await (const line of createInterface({ input: child.stdout })) if (lines.push(line) === 2) break
    const [url, health] = lines.map((line) => line.split(' ').at(-1) ?? '')
    return { child, url: url ?? '', health: health ?? '' }
  }

  async function finished(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [program, ...words])
    children.push(child)
    let [out, err] = ['', '']
    child.stdout.on('data', (data) => (out += String(data)))
    child.stderr.on('data', (data) => (err += String(data)))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, out, err }
  }

  // The clock of a real process stands at now; what tests write is long past.
  test('[P30] [RL91] killed at any moment and started again, it has every packet it confirmed', async () => {
    const data = join(folder, 'killed.db')
    const random = seeded(31)
    const device = new Device()
    let number = 1
    let confirmed = 0
    for (let life = 0; life < 4; life++) {
      const { child, url } = await started('--data', data)
      const client = await connected(url, device)
      // Nothing that was confirmed is pending again.
      expect(device.covered.size).toBeGreaterThanOrEqual(confirmed)
      client.pushPending()
      const enough = confirmed + 20 + random.below(40)
      while (!client.closed) {
        for (let burst = 1 + random.below(5); burst > 0; burst--)
          client.write({ id: replica(1), from: number, to: number++, delta: randomDelta(random, device.read(), 3) })
        await Promise.race([client.until(() => device.pending.length < 8).catch(() => undefined), client.untilClosed()])
        if (device.covered.size >= enough && child.signalCode === null && !child.killed) child.kill('SIGKILL')
      }
      if (child.signalCode === null) await once(child, 'exit')
      confirmed = device.covered.size
    }
    const { url } = await started('--data', data)
    const client = await connected(url, device)
    expect(device.covered.size).toBeGreaterThanOrEqual(confirmed)
    client.pushPending()
    await client.untilConfirmed()
    const other = await connected(url)
    expect(bytesOf(other.device)).toBe(bytesOf(device))
    const inspected = await finished('inspect', '--data', data, '--space', 's')
    const seen = JSON.parse(inspected.out) as { position: number; nonce: string; digest: string; state: string }
    expect(seen.nonce).toBe(device.place?.nonce)
    expect(seen.position).toBe(device.place?.position)
    expect(Buffer.from(seen.state, 'base64')).toEqual(Buffer.from(encodeState(device.reference)))
  })

  test('[RL92] stops on SIGTERM having stored what it was sent, and says goodbye', async () => {
    const data = join(folder, 'term.db')
    const { child, url, health } = await started('--data', data)
    expect(await (await fetch(health)).json()).toMatchObject({ status: 'ok', connections: 0 })
    const client = await connected(url)
    client.write({ id: replica(1), from: 1, to: 1, delta: rowDelta('a', 1, [[stock, 3n]]) })
    await client.untilConfirmed()
    const busy = await finished('--port', '0', '--data', data)
    expect([busy.code, busy.err]).toEqual([1, expect.stringContaining('Another relay is using')])
    child.kill('SIGTERM')
    await client.untilClosed()
    expect(client.last('error')).toMatchObject({ code: 'shutting-down' })
    const [code] = (await once(child, 'exit')) as [number]
    expect(code).toBe(0)
    const after = await finished('inspect', '--data', data, '--space', 's')
    expect(JSON.parse(after.out)).toMatchObject({
      position: 1,
      digest: client.last('caught-up').digest === '' ? '' : expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect(JSON.parse((await finished('inspect', '--data', data, '--space', 'none')).out)).toMatchObject({ position: 0, nonce: null })
  })

  test('[RL93] a module decides who may do what', async () => {
    const module = join(folder, 'auth.mjs')
    await writeFile(module, "export default ({ token }) => (token === null ? { principal: 'p', access: 'read' } : null)\n")
    const { url } = await started('--data', ':memory:', '--auth', module)
    expect((await connected(url)).last('opened').access).toBe('read')
    const missing = await finished('--data', ':memory:', '--auth', join(folder, 'none.mjs'))
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('cannot be loaded')])
  })

  test('[RL117] relays that follow each other lose nothing when one is killed again and again, and end with the same bytes', async () => {
    const auth = join(folder, 'links-auth.mjs')
    await writeFile(auth, "export default ({ token }) => ({ principal: token ?? 'ann', access: token === null ? 'write' : 'link' })\n")
    const file = async (name: string, others: readonly [string, string][]): Promise<string> => {
      const path = join(folder, `${name}.json`)
      const links = others.map(([other, url]) => ({ name: other, url, token: name, spaces: ['s'] }))
      await writeFile(path, JSON.stringify({ links, peers: ['one', 'two'].filter((peer) => peer !== name) }))
      return path
    }
    const data = (name: string): string => join(folder, `links-${name}.db`)
    const start = (name: string, links: string, ...words: string[]): ReturnType<typeof started> =>
      started('--data', data(name), '--auth', auth, '--links', links, ...words)
    let one = await start('one', await file('one', []))
    const two = await start('two', await file('two', [['one', one.url]]))
    const { port } = new URL(one.url)
    const both = await file('one', [['two', two.url]])
    const here = new Device()
    const there = new Device()
    const far = await connected(two.url, there)
    let near = await connected(one.url, here)
    let number = 1
    for (let life = 0; life < 3; life++) {
      one.child.kill('SIGKILL')
      await once(one.child, 'exit')
      one = await start('one', both, '--port', port)
      near = await connected(one.url, here)
      near.pushPending()
      for (let count = 0; count < 15; count++, number++) {
        near.write({ id: replica(1), from: number, to: number, delta: rowDelta('a', 1, [[stock, 1n]]) })
        far.write({ id: replica(2), from: number, to: number, delta: rowDelta('a', 1, [[stock, 100n]]) })
        if (count % 4 === 0) await far.until(() => there.pending.length === 0)
      }
    }
    // Another connection would move the same reference beside this one.
    near.cut()
    near = await connected(one.url, here)
    near.pushPending()
    await near.untilConfirmed()
    await far.untilConfirmed()
    const all = (device: Device): boolean => device.reference.delta.records.get(items)?.get('a')?.cells.get(stock) === 45n * 101n
    await near.until(() => all(here), 'everything at the one')
    await far.until(() => all(there), 'everything at the other')
    const seen = await Promise.all(['one', 'two'].map((name) => finished('inspect', '--data', data(name), '--space', 's')))
    const [first, second] = seen.map(({ out }) => JSON.parse(out) as { digest: string; position: number })
    expect(first?.digest).toBe(second?.digest)
    expect([first?.position, second?.position]).toEqual([90, 90])
  }, 60_000)

  test('[RL118] a file of links that says nothing useful is refused in words', async () => {
    const tried = async (content: string): Promise<string> => {
      const path = join(folder, 'wrong.json')
      await writeFile(path, content)
      const { code, err } = await finished('--data', ':memory:', '--port', '0', '--links', path)
      expect(code).toBe(2)
      return err
    }
    expect(await tried('{')).toContain('cannot be read')
    expect(await tried('[]')).toContain('no JSON object')
    expect(await tried('{"link":[]}')).toContain('"link"')
    expect(await tried('{"links":[{"name":"a","url":"http://x","spaces":["s"]}]}')).toContain('wss://')
    expect(await tried('{"links":[{"name":"a","url":"ws://x","spaces":[]}]}')).toContain('"spaces"')
    expect(await tried('{"peers":[1]}')).toContain('"peers"')
    expect(await tried('{"links":[{"name":"a","url":"ws://x","spaces":["s"]},{"name":"a","url":"ws://y","spaces":["s"]}]}')).toContain(
      'one name',
    )
  })

  test('[RL94] lets anyone in on loopback only, unless told to', () => {
    const serve = (...words: string[]) => parseCommand(words)
    expect(serve()).toEqual({
      type: 'serve',
      port: 8787,
      host: '127.0.0.1',
      data: './torsor.db',
      origins: [],
      auth: null,
      links: null,
      keepMs: Number.POSITIVE_INFINITY,
    })
    expect(serve('--host', '::1')).toMatchObject({ host: '::1', auth: null })
    expect(() => serve('--host', '0.0.0.0')).toThrow('--insecure')
    expect(() => serve('--host', 'relay.example')).toThrow('--auth')
    expect(serve('--host', '0.0.0.0', '--insecure')).toMatchObject({ host: '0.0.0.0', auth: null })
    expect(serve('--host', '0.0.0.0', '--auth', './a.mjs')).toMatchObject({ auth: './a.mjs' })
    expect(serve('--origin', 'https://a.example', '--origin', 'https://b.example')).toMatchObject({
      origins: ['https://a.example', 'https://b.example'],
    })
    expect(serve('--links', 'links.json')).toMatchObject({ links: 'links.json' })
    expect(serve('--origin', '*')).toMatchObject({ origins: '*' })
    for (const words of [
      ['--port', 'x'],
      ['--port', '70000'],
      ['--colour'],
      ['inspect'],
      ['inspect', '--data', 'f'],
      ['--space', 's'],
      ['extra'],
      ['--origin', 'nope'],
      ['--auth', 'a', '--insecure'],
    ]) {
      expect(() => serve(...words), words.join(' ')).toThrow(UsageError)
    }
    expect(parseCommand(['inspect', '--data', 'f', '--space', 's'])).toEqual({ type: 'inspect', data: 'f', space: 's' })
    expect([parseCommand(['--help']).type, parseCommand(['--version']).type]).toEqual(['help', 'version'])
  })
})
