import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  applyDelta,
  cloneState,
  compose,
  createState,
  decodeAbsolute,
  decodeDelta,
  encodeDelta,
  encodeState,
  loadAbsolute,
  stateDigest,
} from '@torsor/core'
import type { Delta, State } from '@torsor/core'
import { decodeFrame, encodeFrame, protocolVersion, pushesOf, Reassembler } from '@torsor/protocol'
import type { DownMessage, MessageOf, OpenMessage, PacketKey, Place, Staged, UpMessage } from '@torsor/protocol'
import { WebSocket } from 'ws'
import { declared } from '../space/deltas.js'

export interface Packet extends PacketKey {
  readonly delta: Delta
}

type Of<T extends DownMessage['type']> = Extract<DownMessage, { readonly type: T }>

/** A device as the rules want it: reference and accumulator, and what outlives a socket. */
export class Device {
  reference: State = createState()
  place: Place | null = null
  staged: { state: State; staged: Staged } | null = null
  /** Own packets, and those of them that the reference covers. */
  readonly packets: Packet[] = []
  readonly covered: Set<Packet> = new Set()
  declared = 0

  read(): Delta {
    return this.packets
      .filter((packet) => !this.covered.has(packet))
      .reduce((state, packet) => compose(state, packet.delta), cloneState(this.reference).delta)
  }

  get pending(): Packet[] {
    return this.packets.filter((packet) => !this.covered.has(packet))
  }
}

/** One socket with one space on it, over the real protocol. Every rule that a message breaks is thrown at whoever waits next. */
export class Client {
  readonly socket: WebSocket
  readonly device: Device
  readonly handle: number
  readonly received: DownMessage[] = []
  live = false
  closed = false
  #failure: Error | null = null
  #wake: (() => void)[] = []
  #since = 0
  #staging: State | null = null
  #mode: 'since' | 'whole' | 'staged' = 'whole'
  readonly #fragments = new Reassembler('down')
  /** Called with each message before it is taken in; false: it is lost, like the rest. */
  tap: (message: DownMessage) => boolean = () => true

  constructor(url: string, device: Device = new Device(), options: { handle?: number; headers?: Record<string, string> } = {}) {
    this.device = device
    this.handle = options.handle ?? 1
    this.socket = new WebSocket(url, { perMessageDeflate: false, headers: options.headers ?? {} })
    this.socket.on('message', (data: Buffer) => this.#receive(data))
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => {
      this.closed = true
      this.#awake()
    })
  }

  async opened(): Promise<this> {
    await once(this.socket, 'open')
    return this
  }

  /** Opens the space, catches up and declares; like `connected`, but with a space of its own on a socket that is there. */
  async open(space = 's', fields: Partial<OpenMessage> = {}): Promise<this> {
    if (this.socket.readyState !== this.socket.OPEN) await this.opened()
    const { device } = this
    this.send({
      type: 'open',
      handle: this.handle,
      version: protocolVersion,
      space,
      token: null,
      own: [...new Set(device.packets.map((packet) => packet.id))],
      place: device.place,
      staged: device.staged?.staged ?? null,
      columns: device.declared,
      ...fields,
    })
    return this
  }

  async caughtUp(): Promise<this> {
    await this.until(() => this.live)
    if (this.last('opened').access === 'write' && !this.last('opened').declared) this.declare()
    return this
  }

  declare(columns: readonly { id: number; name: string }[] = declared): void {
    this.device.declared = columns.length
    this.send({ type: 'declare', handle: this.handle, columns })
  }

  send(...messages: (UpMessage | Uint8Array)[]): void {
    this.sendBytes(encodeFrame(messages))
  }

  sendBytes(bytes: Uint8Array): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(bytes)
  }

  push(packet: Packet, chunk?: number): void {
    for (const push of pushesOf(this.handle, packet, encodeDelta(packet.delta), 0, chunk)) this.send(push)
  }

  /** Adds it to the accumulator and pushes it. */
  write(packet: Packet): Packet {
    this.device.packets.push(packet)
    this.push(packet)
    return packet
  }

  pushPending(): void {
    for (const packet of this.device.pending) this.push(packet)
  }

  async until(condition: () => boolean, what: string = condition.toString()): Promise<void> {
    const late = setTimeout(() => {
      this.#failure ??= new Error(`timed out waiting for ${what}; got ${this.received.map((message) => message.type).join(' ')}`)
      this.#awake()
    }, 20_000)
    try {
      while (!condition()) {
        if (this.#failure !== null) throw this.#failure
        if (this.closed) throw new Error(`closed while waiting for ${what}; got ${JSON.stringify(this.received.at(-1))}`)
        await new Promise<void>((resolve) => this.#wake.push(resolve))
      }
      if (this.#failure !== null) throw this.#failure
    } finally {
      clearTimeout(late)
    }
  }

  untilConfirmed(): Promise<void> {
    return this.until(() => this.device.pending.length === 0, 'everything confirmed')
  }

  async untilClosed(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.#wake.push(resolve))
    if (this.#failure !== null) throw this.#failure
  }

  async message<T extends DownMessage['type']>(type: T): Promise<Of<T>> {
    await this.until(() => this.all(type).length > 0, type)
    return this.last(type)
  }

  all<T extends DownMessage['type']>(type: T): Of<T>[] {
    return this.received.filter((message): message is Of<T> => message.type === type)
  }

  last<T extends DownMessage['type']>(type: T): Of<T> {
    const message = this.all(type).at(-1)
    if (message === undefined) throw new Error(`no ${type} was received`)
    return message
  }

  cut(): void {
    this.live = false
    this.socket.terminate()
  }

  #awake(): void {
    const waiting = this.#wake
    this.#wake = []
    for (const wake of waiting) wake()
  }

  #receive(data: Buffer): void {
    try {
      for (const message of decodeFrame(data, 'down')) this.#take(message)
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error))
    }
    this.#awake()
  }

  #take(message: MessageOf<'down'>): void {
    if (!this.tap(message)) return
    if (message.type === 'fragment') {
      const whole = this.#fragments.accept(message)
      if (whole !== null) this.#take(whole)
      return
    }
    this.received.push(message)
    if ('handle' in message && message.handle !== null && message.handle !== this.handle)
      throw new Error(`a message for handle ${message.handle}`)
    switch (message.type) {
      case 'ping':
        return this.send({ type: 'pong', time: message.time })
      case 'opened':
        this.#mode = message.mode
        this.#since = message.mode === 'whole' ? 0 : (this.device.place?.position ?? 0)
        this.#staging =
          message.mode === 'staged' && this.device.staged !== null
            ? cloneState(this.device.staged.state)
            : message.mode === 'whole'
              ? createState()
              : cloneState(this.device.reference)
        return undefined
      case 'slice': {
        if (this.#staging === null) throw new Error('a slice while live')
        loadAbsolute(this.#staging, decodeAbsolute(message.cells))
        const whole = this.#mode === 'whole' || (this.#mode === 'staged' && this.device.staged?.staged.whole === true)
        const staged = { nonce: this.last('opened').nonce, cursor: message.cursor, head: message.head, whole }
        this.device.staged = { state: cloneState(this.#staging), staged }
        return undefined
      }
      case 'caught-up':
        if (this.#staging === null) throw new Error('caught-up while live')
        this.device.reference = this.#staging
        this.#staging = null
        this.device.staged = null
        this.device.place = { nonce: message.nonce, position: message.position }
        for (const packet of this.device.packets) {
          const ranges = message.coverage.find((coverage) => coverage.id === packet.id)?.ranges ?? []
          const held = ranges.some((range) => range.from <= packet.from && range.to >= packet.to)
          if (held) this.device.covered.add(packet)
          else this.device.covered.delete(packet)
        }
        this.#verify(message.digest)
        this.live = true
        return undefined
      case 'deltas':
        return this.#advance(message, decodeDelta(message.bytes), null)
      case 'own-deltas':
        return this.#advance(message, decodeDelta(message.bytes), message)
      case 'confirmed': {
        const packet = this.device.packets.find((own) => own.id === message.id && own.from === message.from && own.to === message.to)
        if (packet === undefined) throw new Error('a packet was confirmed that was never pushed')
        return this.#advance(message, packet.delta, message)
      }
      case 'behind':
        if (message.position !== this.device.place?.position)
          throw new Error(`behind at ${message.position}, but the reference is at ${this.device.place?.position}`)
        this.live = false
        this.#mode = 'since'
        this.#since = message.position
        this.#staging = cloneState(this.device.reference)
        return undefined
      case 'digest':
        if (message.position === this.device.place?.position) this.#verify(message.digest)
        return undefined
      default:
        return undefined
    }
  }

  #advance({ prev, position }: { prev: number; position: number }, delta: Delta, own: PacketKey | null): void {
    const { device } = this
    if (!this.live || device.place === null || device.place.position !== prev)
      throw new Error(`a step from ${prev}, but the reference is at ${device.place?.position}`)
    applyDelta(device.reference, delta)
    device.place = { nonce: device.place.nonce, position }
    if (own === null) return
    for (const packet of device.packets)
      if (packet.id === own.id && packet.from >= own.from && packet.to <= own.to) device.covered.add(packet)
  }

  #verify(digest: string): void {
    if (stateDigest(this.device.reference) !== digest)
      throw new Error(`the reference differs from the relay's at ${this.device.place?.position} (since ${this.#since})`)
  }
}

/** The reference's canonical bytes, as their hash: short where two differ. */
export const bytesOf = (device: Device): string => createHash('sha256').update(encodeState(device.reference)).digest('hex')
