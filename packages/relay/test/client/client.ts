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
import { columnsHash, decodeFrame, digestCheck, encodeFrame, nonceCheck, protocolVersion, pushesOf, Reassembler } from '@torsor/protocol'
import type {
  Coverage,
  DownMessage,
  MessageOf,
  Nonce,
  OpenMessage,
  OwnRange,
  PacketKey,
  PartialPacket,
  Place,
  ReplicaId,
  Staged,
  UpMessage,
} from '@torsor/protocol'
import { WebSocket } from 'ws'
import { declared } from '../space/deltas.js'

export interface Packet extends PacketKey {
  readonly delta: Delta
}

/** A step of the stream, in full. */
export interface Step {
  readonly type: 'deltas' | 'own-deltas' | 'confirmed'
  readonly prev: number
  readonly position: number
  readonly key: PacketKey | null
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
  /** Its columns are known where its place is. */
  declared = false

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
  readonly steps: Step[] = []
  /** Where the reference stood whenever a digest was told. */
  readonly verified: number[] = []
  /** Of the session: the ids named so far, the nonce, and what is held of them as it was told last. */
  ids: ReplicaId[] = []
  #nonce: Nonce = ''
  #coverage: Coverage = []
  #voids: readonly OwnRange[] = []
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
    const { place, packets, staged } = this.device
    const own = [...new Set(packets.map((packet) => packet.id))]
    if (fields.handle === undefined || fields.handle === this.handle) this.ids = own
    this.send({
      type: 'open',
      handle: this.handle,
      version: protocolVersion,
      place: place && { nonce: nonceCheck(place.nonce), position: place.position },
      staged: staged?.staged ?? null,
      columns: this.device.declared ? null : columnsHash(declared),
      token: null,
      space,
      own: [...own],
      ...fields,
    })
    return this
  }

  async caughtUp(): Promise<this> {
    await this.until(() => this.live)
    if (this.last('opened').access === 'write' && this.last('opened').undeclared) this.declare()
    this.device.declared = true
    return this
  }

  declare(columns: readonly { id: number; name: string }[] = declared): void {
    this.send({ type: 'declare', handle: this.handle, columns })
  }

  send(...messages: (UpMessage | Uint8Array)[]): void {
    this.sendBytes(encodeFrame(messages))
  }

  sendBytes(bytes: Uint8Array): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(bytes)
  }

  push(packet: Packet, chunk?: number): void {
    for (const push of pushesOf(this.handle, this.ids, packet, encodeDelta(packet.delta), 0, chunk)) this.send(push)
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

  /** The packet that a message means. */
  key({ own, range }: OwnRange | PartialPacket): PacketKey {
    const id = this.ids[own]
    if (id === undefined) throw new Error(`there is no own id ${own}`)
    return { id, ...range }
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
      for (const whole of this.#fragments.accept(message)) this.#take(whole)
      return
    }
    this.received.push(message)
    if ('handle' in message && message.handle !== null && message.handle !== this.handle)
      throw new Error(`a message for handle ${message.handle}`)
    switch (message.type) {
      case 'ping':
        return this.send({ type: 'pong' })
      case 'opened':
        this.#mode = message.mode
        this.#nonce = message.nonce ?? this.device.place?.nonce ?? ''
        this.#hold(message)
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
        const staged = { nonce: nonceCheck(this.#nonce), cursor: message.cursor, head: message.head, whole }
        this.device.staged = { state: cloneState(this.#staging), staged }
        return undefined
      }
      case 'caught-up':
        if (this.#staging === null) throw new Error('caught-up while live')
        this.device.reference = this.#staging
        this.#staging = null
        this.device.staged = null
        this.device.place = { nonce: this.#nonce, position: message.position }
        this.#hold(message)
        for (const packet of this.device.packets) {
          const own = this.ids.indexOf(packet.id)
          const within = (range: { from: number; to: number }): boolean => range.from <= packet.from && range.to >= packet.to
          const gone = this.#voids.some((one) => one.own === own && within(one.range))
          if (!gone && this.#coverage[own]?.some(within) === true) this.device.covered.add(packet)
          else this.device.covered.delete(packet)
        }
        this.#verify(message.digest)
        this.live = true
        return undefined
      case 'deltas':
        return this.#advance(message, decodeDelta(message.bytes), null)
      case 'own-deltas':
        return this.#advance(message, decodeDelta(message.bytes), this.key(message))
      case 'confirmed': {
        const key = this.key(message)
        const packet = this.device.packets.find((own) => own.id === key.id && own.from === key.from && own.to === key.to)
        if (packet === undefined) throw new Error('a packet was confirmed that was never pushed')
        return this.#advance(message, packet.delta, key)
      }
      case 'behind':
        this.live = false
        this.#mode = 'since'
        this.#since = this.device.place?.position ?? 0
        this.#staging = cloneState(this.device.reference)
        return undefined
      case 'digest':
        this.verified.push(this.device.place?.position ?? 0)
        this.#verify(message.digest)
        return undefined
      default:
        return undefined
    }
  }

  #hold({ coverage, voids }: { coverage: Coverage | null; voids: readonly OwnRange[] | null }): void {
    if (coverage === null) return
    this.#coverage = coverage
    this.#voids = voids ?? []
  }

  #advance({ type, span }: { type: Step['type']; span: number }, delta: Delta, own: PacketKey | null): void {
    const { device } = this
    if (!this.live || device.place === null) throw new Error('a step while not live')
    const { nonce, position: prev } = device.place
    const position = prev + span
    this.steps.push({ type, prev, position, key: own })
    applyDelta(device.reference, delta)
    device.place = { nonce, position }
    if (own === null) return
    for (const packet of device.packets)
      if (packet.id === own.id && packet.from >= own.from && packet.to <= own.to) device.covered.add(packet)
  }

  #verify(digest: string): void {
    if (digestCheck(stateDigest(this.device.reference)) !== digest)
      throw new Error(`the reference differs from the relay's at ${this.device.place?.position} (since ${this.#since})`)
  }
}

/** The reference's canonical bytes, as their hash: short where two differ. */
export const bytesOf = (device: Device): string => createHash('sha256').update(encodeState(device.reference)).digest('hex')
