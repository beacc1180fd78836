import type { Duplex } from 'node:stream'
import { decodeFrame, Reassembler, splitIntoFrames, toldOf } from '@torsor/protocol'
import type { DownMessage, RelayEvent, ToldError, UpMessage } from '@torsor/protocol'
import type { RawData, WebSocket } from 'ws'
import type { SessionContext, SessionSocket } from './context.js'
import { Session } from './session.js'
import type { SessionMessage } from './session.js'
import { told } from './told.js'

/** The TCP or TLS socket below a WebSocket. */
export interface RawSocket extends Duplex {
  readonly bytesRead: number
}

const policyViolation = 1008
const tooLarge = 1009
const protocolError = 1002

/** One socket and the spaces opened on it. Whatever comes in, nothing is thrown out of here. */
export class Connection implements SessionSocket {
  readonly origin: string | null
  readonly #context: SessionContext
  readonly #socket: WebSocket
  readonly #raw: RawSocket
  readonly #closed: (connection: Connection) => void
  /** Resolves when the socket is gone. */
  readonly left: Promise<void>
  readonly #sessions = new Map<number, Session>()
  readonly #fragments = new Reassembler('up')
  readonly #inbox: UpMessage[] = []
  #working = false
  #outbox: (DownMessage | Uint8Array)[] = []
  #flush: NodeJS.Immediate | null = null
  #unsent = 0
  #wasCongested = false
  #ended = false
  #deadline: NodeJS.Timeout | null
  readonly #bytesAtStart: number
  #bytesHeard: number
  #silentMs = 0
  #asked = false

  constructor(context: SessionContext, socket: WebSocket, raw: RawSocket, origin: string | null, closed: (connection: Connection) => void) {
    this.#context = context
    this.#socket = socket
    this.#raw = raw
    this.origin = origin
    this.#closed = closed
    this.#bytesAtStart = raw.bytesRead
    this.#bytesHeard = raw.bytesRead
    this.#deadline = setTimeout(() => this.#fail(told('timed-out'), policyViolation), context.limits.openDeadlineMs)
    socket.on('message', (data, binary) => this.#guarded(() => this.#receive(data, binary)))
    socket.on('error', (error) => context.logger.debug({ err: error }, 'socket error'))
    this.left = new Promise((resolve) => socket.once('close', () => resolve()))
    socket.on('close', () => this.#end())
    raw.on('data', this.#meter)
  }

  get congested(): boolean {
    const congested = this.#socket.bufferedAmount + this.#unsent > this.#context.limits.bufferedBytes
    if (congested) this.#wasCongested = true
    return congested
  }

  /** All that is sent in one turn of the event loop goes out together, in one frame where it fits. */
  send(message: DownMessage | Uint8Array): void {
    if (this.#ended) return
    this.#outbox.push(message)
    this.#unsent += sizeOf(message)
    this.#flush ??= setImmediate(() => this.#guarded(() => this.#sendAll()))
  }

  authorized(): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline)
    this.#deadline = null
    this.#raw.off('data', this.#meter)
  }

  ended(handle: number): void {
    this.#sessions.delete(handle)
  }

  /** Called every `elapsedMs`. Silence is measured in bytes, so that one large frame on a slow line is none. */
  beat(elapsedMs: number): void {
    const { heartbeatMs, silenceMs } = this.#context.limits
    const heard = this.#raw.bytesRead
    if (heard !== this.#bytesHeard || this.#socket.isPaused) {
      this.#bytesHeard = heard
      this.#silentMs = 0
      this.#asked = false
      return
    }
    this.#silentMs += elapsedMs
    if (this.#silentMs >= silenceMs) {
      this.#context.logger.debug('silent socket closed')
      this.#socket.terminate()
    } else if (this.#silentMs >= heartbeatMs && !this.#asked) {
      this.#asked = true
      this.send({ type: 'ping', time: this.#context.now() })
    }
  }

  /** Ends the socket on the relay's own account. */
  shutDown(code: number): void {
    this.#tellAll({ type: 'shutdown' })
    this.#fail(told('shutting-down'), code)
  }

  terminate(): void {
    this.#socket.terminate()
  }

  /** A stranger gets a small budget, before anything of it is put together or decoded. */
  readonly #meter = (): void => {
    if (this.#raw.bytesRead - this.#bytesAtStart > this.#context.limits.unauthorizedBytes) {
      this.#fail(told('too-large', 'Too much was sent before a space was opened.'), policyViolation)
      this.#socket.terminate()
    }
  }

  #receive(data: RawData, binary: boolean): void {
    if (this.#ended) return
    if (!binary || !(data instanceof Buffer)) return this.#fail(told('protocol-violation', 'Frames are binary.'), protocolError)
    let messages: readonly UpMessage[]
    try {
      // The whole frame is read before any part of it counts (rule 15).
      messages = decodeFrame(data, 'up').flatMap((message) => (message.type === 'fragment' ? (this.#fragments.accept(message) ?? []) : message))
    } catch (error) {
      const why = toldOf(error)
      return this.#fail(why, why.code === 'too-large' ? tooLarge : protocolError)
    }
    this.#inbox.push(...messages)
    this.#work()
  }

  /** First in, first out, also where an answer takes time; meanwhile the socket is not read. */
  #work(): void {
    if (this.#working) return
    for (let message = this.#inbox.shift(); message !== undefined && !this.#ended; message = this.#inbox.shift()) {
      const settling = this.#handle(message)
      if (settling === null) continue
      this.#working = true
      this.#socket.pause()
      void settling.then(() => {
        this.#working = false
        this.#socket.resume()
        this.#guarded(() => this.#work())
      })
      return
    }
  }

  #handle(message: UpMessage): Promise<void> | null {
    switch (message.type) {
      case 'ping':
        this.send({ type: 'pong', time: message.time })
        return null
      case 'pong':
      case 'fragment':
        return null
      case 'open':
        return this.#open(message)
      case 'declare':
      case 'push':
      case 'renew':
      case 'close':
        // What is said to a session that just ended was said before that was heard.
        return this.#sessions.get(message.handle)?.receive(message) ?? null
    }
  }

  #open(message: Extract<SessionMessage, { readonly type: 'open' }>): Promise<void> | null {
    const known = this.#sessions.get(message.handle)
    if (known !== undefined) return known.receive(message)
    if (this.#sessions.size >= this.#context.limits.spacesPerSocket) {
      this.send({ type: 'error', handle: message.handle, ...told('too-many-spaces') })
      return null
    }
    const session = new Session(this.#context, this, message)
    this.#sessions.set(message.handle, session)
    return session.receive(message)
  }

  #sendAll(): void {
    this.#flush = null
    const messages = this.#outbox
    this.#outbox = []
    this.#unsent = 0
    if (this.#socket.readyState !== this.#socket.OPEN || messages.length === 0) return
    for (const frame of splitIntoFrames(messages)) this.#socket.send(frame, this.#sent)
  }

  readonly #sent = (): void => {
    if (!this.#wasCongested || this.#socket.bufferedAmount > this.#context.limits.bufferedBytes / 2) return
    this.#wasCongested = false
    this.#guarded(() => this.#tellAll({ type: 'drained' }))
  }

  #tellAll(event: RelayEvent): void {
    for (const session of [...this.#sessions.values()]) session.tell(event)
  }

  #fail(error: ToldError, code: number): void {
    if (this.#ended) return
    this.send({ type: 'error', handle: null, ...error })
    if (this.#flush !== null) clearImmediate(this.#flush)
    this.#sendAll()
    this.#socket.close(code, error.code)
    this.#end()
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.authorized()
    if (this.#flush !== null) clearImmediate(this.#flush)
    this.#inbox.length = 0
    this.#tellAll({ type: 'socket-closed' })
    this.#closed(this)
  }

  /** A fault of ours ends the socket it happened on, and no other. */
  #guarded(body: () => void): void {
    try {
      body()
    } catch (error) {
      this.#context.logger.error({ err: error }, 'connection failed')
      this.#end()
      this.#socket.terminate()
    }
  }
}

/** Roughly: all that can be large are the bytes. */
function sizeOf(message: DownMessage | Uint8Array): number {
  if (message instanceof Uint8Array) return message.length
  if (message.type === 'slice') return message.cells.length
  return 'bytes' in message ? message.bytes.length : 64
}
