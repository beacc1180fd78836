import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FaultProxy } from '../proxy/fault-proxy.js'

/** A socket and what it has heard so far. */
class Peer {
  readonly socket: Socket
  readonly #chunks: Buffer[] = []
  #length = 0
  #ending: string | null = null
  #changed: () => void = () => undefined

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#length += chunk.length
      this.#changed()
    })
    socket.on('end', () => this.#end('end'))
    socket.on('error', (error) => this.#end('code' in error ? String(error.code) : error.name))
    socket.on('close', () => this.#end('closed'))
  }

  get length(): number {
    return this.#length
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString()
  }

  /** How the other side ended: 'end' (FIN), 'ECONNRESET', … or null. */
  get ending(): string | null {
    return this.#ending
  }

  async received(bytes: number): Promise<void> {
    await this.#until(() => this.#length >= bytes)
  }

  async ended(): Promise<string | null> {
    await this.#until(() => this.#ending !== null)
    return this.#ending
  }

  #end(how: string): void {
    this.#ending ??= how
    this.#changed()
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#changed = resolve))
  }
}

/** Accepts and keeps what it hears. */
class Target {
  readonly #server: Server
  readonly #peers: Peer[] = []

  constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#peers.push(new Peer(socket)))
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (!isInet(address)) throw new Error('not listening')
    return address.port
  }

  async peer(index: number): Promise<Peer> {
    for (;;) {
      const peer = this.#peers[index]
      if (peer !== undefined) return peer
      await once(this.#server, 'connection')
    }
  }

  get count(): number {
    return this.#peers.length
  }

  close(): void {
    for (const { socket } of this.#peers) socket.destroy()
    this.#server.close()
  }
}

function isInet(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}

describe('FaultProxy', () => {
  let proxy: FaultProxy
  let target: Target
  let port: number
  const clients: Peer[] = []

  beforeEach(async () => {
    proxy = new FaultProxy()
    target = new Target()
    proxy.target(await target.listen())
    port = await proxy.listen()
  })

  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy()
    target.close()
    await proxy.close()
  })

  function dial(): Peer {
    const peer = new Peer(connect({ port, host: '127.0.0.1', allowHalfOpen: true }))
    clients.push(peer)
    return peer
  }

  async function pair(): Promise<readonly [Peer, Peer]> {
    const index = target.count
    const client = dial()
    return [client, await target.peer(index)]
  }

  it('passes bytes and their end both ways, and counts them', async () => {
    const [client, server] = await pair()
    client.socket.write('question')
    await server.received(8)
    server.socket.write('the answer')
    await client.received(10)
    expect([server.text, client.text]).toEqual(['question', 'the answer'])
    expect([proxy.upstreamBytes, proxy.downstreamBytes, proxy.openConnections]).toEqual([8, 10, 1])
    client.socket.end('!')
    expect(await server.ended()).toBe('end')
    expect([server.text, client.ending]).toEqual(['question!', null])
    server.socket.end()
    expect(await client.ended()).toBe('end')
  })

  it('passes a reset on', async () => {
    const [client, server] = await pair()
    client.socket.resetAndDestroy()
    expect(await server.ended()).toBe('ECONNRESET')
  })

  it('holds a fast sender back when the receiver does not read', async () => {
    const [client, server] = await pair()
    server.socket.pause()
    const megabyte = Buffer.alloc(1 << 20, 1)
    for (let sent = 0; sent < 64; sent += 1) client.socket.write(megabyte)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(proxy.upstreamBytes).toBeLessThan(32 << 20)
    server.socket.resume()
    await server.received(64 << 20)
    expect(proxy.upstreamBytes).toBe(64 << 20)
  })

  it('cut resets every connection at both ends, and new ones work', async () => {
    const pairs = [await pair(), await pair()]
    proxy.cut()
    const endings = await Promise.all(pairs.flat().map((peer) => peer.ended()))
    expect(endings).toEqual(['ECONNRESET', 'ECONNRESET', 'ECONNRESET', 'ECONNRESET'])
    expect(proxy.openConnections).toBe(0)
    const [client, server] = await pair()
    client.socket.write('again')
    await server.received(5)
  })

  it('refuse resets new connections and leaves the others', async () => {
    const [client, server] = await pair()
    proxy.refuse(true)
    expect(await dial().ended()).toBe('ECONNRESET')
    client.socket.write('still here')
    await server.received(10)
    proxy.refuse(false)
    const [later, answering] = await pair()
    answering.socket.write('welcome')
    await later.received(7)
    expect([target.count, proxy.acceptedConnections]).toEqual([2, 3])
  })

  it('resets a client whose target is not there', async () => {
    target.close()
    expect(await dial().ended()).toBe('ECONNRESET')
  })

  it('leads new connections to another target, and keeps the old ones', async () => {
    const [client, server] = await pair()
    const other = new Target()
    proxy.target(await other.listen())
    const moved = dial()
    const welcoming = await other.peer(0)
    moved.socket.write('new')
    client.socket.write('old')
    await Promise.all([server.received(3), welcoming.received(3)])
    expect([server.text, welcoming.text]).toEqual(['old', 'new'])
    other.close()
  })

  it('blackhole swallows everything on old and new connections and lets nobody know', async () => {
    const [client, server] = await pair()
    client.socket.write('before')
    await server.received(6)
    proxy.blackhole(true)
    const caught = dial()
    await once(caught.socket, 'connect')
    client.socket.write('lost')
    server.socket.write('lost')
    caught.socket.write('lost')
    server.socket.end()
    // A new connection is a later event at the proxy, and so is its refusal.
    proxy.refuse(true)
    await dial().ended()
    proxy.refuse(false)
    expect([client, server, caught].map(({ length, ending }) => [length, ending])).toEqual([
      [0, null],
      [6, null],
      [0, null],
    ])
    expect([target.count, proxy.upstreamBytes, proxy.downstreamBytes]).toEqual([1, 6, 0])

    proxy.blackhole(false)
    const [later, answering] = await pair()
    client.socket.write('lost for ever')
    later.socket.write('works')
    await answering.received(5)
    expect(server.text).toBe('before')
  })

  it('delay lets bytes arrive later, in order, and not slower', async () => {
    const [client, server] = await pair()
    proxy.delay(100)
    const begun = performance.now()
    for (let index = 0; index < 30; index += 1) {
      client.socket.write(`${index % 10}`)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await server.received(30)
    const took = performance.now() - begun
    expect(server.text).toBe('0123456789'.repeat(3))
    expect(took).toBeGreaterThanOrEqual(99)
    // Thirty delays one after the other would be three seconds.
    expect(took).toBeLessThan(2_900)
  })

  it('delay that was shortened lets nothing overtake', async () => {
    const [client, server] = await pair()
    proxy.delay(200)
    client.socket.write('first ')
    await new Promise((resolve) => setTimeout(resolve, 20))
    proxy.delay(0)
    client.socket.end('second')
    expect(await server.ended()).toBe('end')
    expect(server.text).toBe('first second')
  })

  for (const bytes of [0, 1, 1000, 65_536, 65_537, 1_234_567]) {
    it(`cuts after exactly ${bytes} bytes from the client`, async () => {
      const [client, server] = await pair()
      client.socket.write('x'.repeat(10))
      await server.received(10)
      const cut = proxy.cutAfterUpstreamBytes(bytes)
      client.socket.write(Buffer.alloc(2_000_000, 7))
      expect(await cut).toBe(true)
      expect(await server.ended()).toBe('end')
      expect(server.length).toBe(10 + bytes)
      expect(proxy.upstreamBytes).toBe(10 + bytes)
      expect(['ECONNRESET', 'EPIPE']).toContain(await client.ended())
    })

    it(`cuts after exactly ${bytes} bytes from the target`, async () => {
      const [client, server] = await pair()
      const cut = proxy.cutAfterDownstreamBytes(bytes)
      server.socket.write(Buffer.alloc(2_000_000, 7))
      expect(await cut).toBe(true)
      expect(await client.ended()).toBe('end')
      expect(client.length).toBe(bytes)
      expect(['ECONNRESET', 'EPIPE']).toContain(await server.ended())
    })
  }

  it('counts towards a cut over several connections, and cuts only the one that carries the last byte', async () => {
    const [first, firstServer] = await pair()
    const [second, secondServer] = await pair()
    const cut = proxy.cutAfterUpstreamBytes(8)
    first.socket.write('12345')
    await firstServer.received(5)
    second.socket.write('12345')
    expect(await cut).toBe(true)
    expect(await secondServer.ended()).toBe('end')
    expect(secondServer.text).toBe('123')
    first.socket.write('67890')
    await firstServer.received(10)
    expect(firstServer.ending).toBe(null)
  })

  it('tells an armed cut that it was replaced or that the proxy closed', async () => {
    const replaced = proxy.cutAfterUpstreamBytes(5)
    const open = proxy.cutAfterUpstreamBytes(6)
    expect(await replaced).toBe(false)
    await proxy.close()
    expect(await open).toBe(false)
  })

  it('close resets what is open and frees the port', async () => {
    const [client, server] = await pair()
    proxy.blackhole(true)
    const caught = dial()
    await once(caught.socket, 'connect')
    await proxy.close()
    expect([await client.ended(), await server.ended(), await caught.ended()]).toEqual(['ECONNRESET', 'ECONNRESET', 'ECONNRESET'])
    const next = new FaultProxy()
    expect(await next.listen(port)).toBe(port)
    await next.close()
  })
})
