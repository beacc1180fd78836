import { decodeFrame, Reassembler, toldOf } from '@torsor/protocol'
import type { DownMessage, OpenMessage, RelayEvent, ToldError, UpMessage } from '@torsor/protocol'
import type { AcceptSocket, RelaySocket } from '../world/index.js'
import type { SessionContext, SessionSocket } from './context.js'
import { Outbox } from './outbox.js'
import { Session } from './session.js'
import { Silence } from './silence.js'
import { told } from './told.js'

const protocolError = 1002
const policyViolation = 1008
const tooLarge = 1009

/** One socket and the spaces opened on it. Whatever comes in, nothing is thrown out of here. */
export class Connection implements SessionSocket {
  readonly origin: string | null
  /** Resolves when the socket is gone. */
  readonly left: Promise<void>
  readonly #context: SessionContext
  readonly #socket: RelaySocket
  readonly #closed: (connection: Connection) => void
  readonly #sessions = new Map<number, Session>()
  readonly #fragments = new Reassembler('up')
  readonly #inbox: UpMessage[] = []
  #working = false
  readonly #outbox: Outbox
  readonly #silence: Silence
  #ended = false
  /** Cancels it; null: a space was opened. */
  #deadline: (() => void) | null
  readonly #bytesAtStart: number

  constructor(context: SessionContext, accept: AcceptSocket, origin: string | null, closed: (connection: Connection) => void) {
    this.#context = context
    this.origin = origin
    this.#closed = closed
    let leave = (): void => undefined
    this.left = new Promise((resolve) => (leave = resolve))
    this.#socket = accept({
      read: () => this.#meter(),
      message: (data) => this.#guarded(() => this.#receive(data)),
      failed: (error) => context.logger.debug({ err: error }, 'socket error'),
      closed: () => {
        this.#end()
        leave()
      },
    })
    this.#bytesAtStart = this.#socket.bytesRead
    this.#silence = new Silence(context.limits)
    this.#outbox = new Outbox(context.world, this.#socket, context.limits.bufferedBytes, {
      drained: () => this.#guarded(() => this.#tellAll({ type: 'drained' })),
      failed: (error) => this.#fault(error),
    })
    this.#deadline = context.world.after(context.limits.openDeadlineMs, () => this.#fail(told('timed-out'), policyViolation))
  }

  get congested(): boolean {
    return this.#outbox.congested
  }

  send(message: DownMessage | Uint8Array): void {
    if (!this.#ended) this.#outbox.send(message)
  }

  authorized(): void {
    this.#deadline?.()
    this.#deadline = null
  }

  ended(handle: number): void {
    this.#sessions.delete(handle)
  }

  /** Called every `elapsedMs`. */
  beat(elapsedMs: number): void {
    const verdict = this.#silence.check(elapsedMs, this.#socket.bytesRead, this.#socket.isPaused)
    if (verdict === 'ask') this.send({ type: 'ping' })
    if (verdict === 'dead') this.#socket.terminate()
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
  #meter(): void {
    if (this.#deadline === null || this.#socket.bytesRead - this.#bytesAtStart <= this.#context.limits.unauthorizedBytes) return
    this.#fail(told('too-large', 'Too much was sent before a space was opened.'), policyViolation)
    this.#socket.terminate()
  }

  #receive(data: Uint8Array | null): void {
    if (this.#ended) return
    if (data === null) return this.#fail(told('protocol-violation', 'Frames are binary.'), protocolError)
    try {
      // The whole frame is read before any part of it counts (rule 15).
      const messages = decodeFrame(data, 'up')
      this.#inbox.push(...messages.flatMap((message) => (message.type === 'fragment' ? this.#fragments.accept(message) : [message])))
    } catch (error) {
      const why = toldOf(error)
      return this.#fail(why, why.code === 'too-large' ? tooLarge : protocolError)
    }
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
        this.send({ type: 'pong' })
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
        // What is said to a session that has just ended was said before its end was heard of.
        return this.#sessions.get(message.handle)?.receive(message) ?? null
    }
  }

  #open(message: OpenMessage): Promise<void> | null {
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

  #tellAll(event: RelayEvent): void {
    for (const session of [...this.#sessions.values()]) session.tell(event)
  }

  #fail(error: ToldError, code: number): void {
    if (this.#ended) return
    this.#outbox.send({ type: 'error', handle: null, ...error })
    this.#outbox.flush()
    this.#socket.close(code, error.code)
    this.#end()
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.authorized()
    this.#inbox.length = 0
    this.#tellAll({ type: 'socket-closed' })
    this.#closed(this)
  }

  #guarded(body: () => void): void {
    try {
      body()
    } catch (error) {
      this.#fault(error)
    }
  }

  /** A fault of ours ends the socket it happened on, and no other. */
  #fault(error: unknown): void {
    this.#context.logger.error({ err: error }, 'connection failed')
    this.#end()
    this.#socket.terminate()
  }
}
