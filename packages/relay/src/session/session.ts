import type { Delta } from '@torsor/core'
import { limits, relaySession, wireErrors } from '@torsor/protocol'
import type {
  Access,
  CloseMessage,
  Coverage,
  DeclareMessage,
  DownMessage,
  OpenMessage,
  PacketKey,
  PushMessage,
  RelayEffect,
  RelayEvent,
  RelayState,
  RenewMessage,
  ReplicaId,
  WireErrorName,
} from '@torsor/protocol'
import { catchUpFrom, cellNames } from '../space/index.js'
import type { Refused, Space, Step, Subscriber, Walk } from '../space/index.js'
import type { SessionContext, SessionSocket } from './context.js'
import { declareColumns } from './declare.js'
import { Guard } from './guard.js'
import { takePush } from './packet.js'
import { told } from './told.js'

export type SessionMessage = OpenMessage | DeclareMessage | PushMessage | RenewMessage | CloseMessage

/**
 * One space on one socket: does what the relay's session machine says. Messages come one at a time; one whose answer takes
 * time returns a promise, and the next comes after it (messages must not overtake each other in an async hook).
 */
export class Session implements Subscriber {
  readonly #context: SessionContext
  readonly #socket: SessionSocket
  readonly #handle: number
  readonly #open: OpenMessage
  readonly #own: Set<ReplicaId>
  readonly #guard: Guard
  #state: RelayState = relaySession.initial
  readonly #events: RelayEvent[] = []
  #running = false
  #receiving = false
  #message: SessionMessage
  #settling: Promise<void> | null = null
  #token: string | null
  #principal = ''
  #authorization = 0
  #renewal: NodeJS.Timeout | null = null
  #space: Space | null = null
  #walk: Walk | null = null
  #step: Step | null = null
  /** Where the client's reference stands once it has taken everything sent so far. */
  #position = 0

  constructor(context: SessionContext, socket: SessionSocket, open: OpenMessage) {
    this.#context = context
    this.#socket = socket
    this.#handle = open.handle
    this.#open = open
    this.#message = open
    this.#token = open.token
    this.#own = new Set(open.own)
    this.#guard = new Guard(context.authorize, context.limits.openDeadlineMs, context.logger)
  }

  /** The space's name. */
  get name(): string {
    return this.#open.space
  }

  receive(message: SessionMessage): Promise<void> | null {
    this.#message = message
    this.#settling = null
    if (message.type === 'renew') this.#token = message.token
    this.#receiving = true
    this.tell({ type: message.type })
    this.#receiving = false
    return this.#settling
  }

  tell(event: RelayEvent): void {
    this.#events.push(event)
    if (this.#running) return
    this.#running = true
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        const { state, effects } = relaySession.transition(this.#state, next)
        this.#state = state
        for (const effect of effects) this.#run(effect)
      }
    } finally {
      this.#running = false
    }
  }

  step(step: Step): void {
    if (this.#state.name !== 'live') return
    if (this.#socket.congested) return this.tell({ type: 'blocked' })
    this.#step = step
    this.tell({ type: 'advanced' })
  }

  digest(position: number, digest: string): void {
    if (this.#state.name !== 'live' || this.#position !== position) return
    this.#send({ type: 'digest', handle: this.#handle, position, digest })
  }

  refuse(key: PacketKey, { code, message }: Refused, delta: Delta): void {
    this.#refuse(key, code, message, delta)
  }

  unavailable(): void {
    this.tell({ type: 'failed', error: told('space-unavailable') })
  }

  #run(effect: RelayEffect): void {
    switch (effect.type) {
      case 'authorize':
        return this.#authorize(effect.authorization, effect.renewal)
      case 'send-opened':
        return this.#sendOpened()
      case 'send-behind':
        return this.#sendBehind()
      case 'send-slice':
        return this.#sendSlice()
      case 'send-caught-up':
        return this.#sendCaughtUp()
      case 'send-steps':
        return this.#sendStep()
      case 'hold':
        this.#step = null
        return undefined
      case 'accept-push':
        return this.#push()
      case 'refuse-push':
        if (this.#message.type === 'push') this.#refuse(this.#message, effect.code, wireErrors[effect.code].meaning, null)
        return undefined
      case 'accept-declare':
        return this.#declare()
      case 'send-error':
        return this.#send({ type: 'error', handle: this.#handle, ...effect.error })
      case 'send-closed':
        return this.#send({ type: 'closed', handle: this.#handle })
      case 'release':
        return this.#release()
    }
  }

  #authorize(authorization: number, renewal: boolean): void {
    this.#authorization = authorization
    const asking = this.#ask(authorization, renewal)
    // A question that the clock asked holds nothing up.
    if (this.#receiving) this.#settling = asking
  }

  async #ask(authorization: number, renewal: boolean): Promise<void> {
    const outcome = await this.#guard.ask({ token: this.#token, space: this.name, origin: this.#socket.origin, renewal })
    if (this.#state.name === 'closed' || authorization !== this.#authorization) return
    if (outcome.type === 'granted') return this.#granted(authorization, outcome.grant.principal, outcome.grant.access)
    if (outcome.type === 'denied') return this.tell({ type: 'denied', authorization, error: told('needs-auth') })
    if (outcome.type === 'late') return this.tell({ type: 'timeout' })
    if (outcome.type === 'failed') return this.unavailable()
  }

  async #granted(authorization: number, principal: string, access: Access): Promise<void> {
    try {
      if (this.#space === null) {
        const space = await this.#context.spaces.acquire(this.name)
        if (this.#state.name === 'closed') return this.#context.spaces.release(space)
        this.#space = space
      }
    } catch (error) {
      this.#context.logger.error({ err: error, space: this.name }, 'space cannot be opened')
      return this.tell({ type: 'failed', error: told('space-unavailable') })
    }
    this.#principal = principal
    this.tell({ type: 'granted', authorization, access })
  }

  #sendOpened(): void {
    const space = this.#attached()
    this.#socket.authorized()
    space.subscribe(this)
    this.#renewal = setInterval(() => this.tell({ type: 'renewal-due' }), this.#context.limits.renewalMs)
    this.#renewal.unref()
    const { place, staged, columns, own } = this.#open
    const { mode, since } = catchUpFrom(place, staged, space.reigns, space.folded.folded)
    this.#walk = space.folded.walk(since)
    this.#send({
      type: 'opened',
      handle: this.#handle,
      time: this.#context.now(),
      nonce: space.reign.nonce,
      head: space.folded.folded,
      mode,
      coverage: this.#coverage(space),
      partial: space.partials.find(this.#principal, own),
      access: this.#state.name === 'catching-up' ? this.#state.access : 'read',
      // What was declared under a nonce that is not known here (any more) counts for nothing.
      declared: columns > 0 && columns <= space.columns.size && space.reigns.some((reign) => reign.nonce === place?.nonce),
    })
  }

  #sendBehind(): void {
    this.#walk?.close()
    this.#walk = this.#attached().folded.walk({ position: this.#position, key: new Uint8Array(0) })
    this.#send({ type: 'behind', handle: this.#handle, position: this.#position })
  }

  #sendSlice(): void {
    const { folded } = this.#attached()
    const slice = this.#walk?.next() ?? null
    if (slice !== null) this.#send({ type: 'slice', handle: this.#handle, head: folded.folded, ...slice })
    // Caught up is only true in the very moment in which nothing is left.
    if (slice === null || this.#walk?.done === true) return this.tell({ type: 'slice-sent', more: false })
    setImmediate(() => {
      if (this.#socket.congested) this.tell({ type: 'blocked' })
      this.tell({ type: 'slice-sent', more: true })
    })
  }

  #sendCaughtUp(): void {
    const space = this.#attached()
    this.#walk?.close()
    this.#walk = null
    this.#position = space.folded.position
    this.#send({
      type: 'caught-up',
      handle: this.#handle,
      nonce: space.reign.nonce,
      position: this.#position,
      coverage: this.#coverage(space),
      digest: space.folded.digest,
    })
  }

  /** Rule 8: only the connection that pushed a packet gets it confirmed without data, in its place of the stream. */
  #sendStep(): void {
    const step = this.#step
    this.#step = null
    if (step === null) return
    const { previous: prev, position, key, bytes } = step
    const handle = this.#handle
    this.#position = position
    if (!this.#own.has(key.id)) this.#socket.send(step.deltas(handle))
    else if (step.pusher === this && !step.difference) this.#send({ type: 'confirmed', handle, prev, position, ...key })
    else this.#send({ type: 'own-deltas', handle, prev, position, ...key, bytes })
  }

  #push(): void {
    const push = this.#message
    if (push.type !== 'push') return
    const known = this.#own.has(push.id)
    if (!known && this.#own.size >= limits.ownIds) return this.#refuse(push, 'too-large', 'Too many replica ids on one connection.', null)
    this.#own.add(push.id)
    const { refused, held } = takePush(this.#attached(), push, {
      principal: this.#principal,
      subscriber: this,
      nowMs: this.#context.now(),
      skewMs: this.#context.limits.skewMs,
      failed: (error) => this.#notAppended(error),
    })
    if (refused !== null) return this.#refuse(push, refused.code, refused.message, refused.delta)
    // Of a packet that is held the client hears in its place, unless it had not said that the id is its own.
    if (held && !known && this.#state.name === 'live') this.#catchUpAgain()
  }

  #notAppended(error: unknown): void {
    if (this.#state.name === 'closed') return
    this.#context.logger.error({ err: error, space: this.name }, 'packet not stored')
    this.unavailable()
  }

  #catchUpAgain(): void {
    this.tell({ type: 'blocked' })
    this.tell({ type: 'drained' })
  }

  #declare(): void {
    if (this.#message.type !== 'declare') return
    this.#settling = declareColumns(this.#attached(), this.#message.columns).then((error) => {
      if (error !== null) this.tell({ type: 'failed', error })
    })
  }

  #refuse({ id, from, to }: PacketKey, code: WireErrorName, message: string, delta: Delta | null): void {
    if (this.#state.name === 'closed') return
    const cells = delta === null ? [] : cellNames(delta, this.#attached().columns)
    this.#send({ type: 'refused', handle: this.#handle, id, from, to, code, retryable: wireErrors[code].retryable, message, cells })
  }

  #release(): void {
    if (this.#renewal !== null) clearInterval(this.#renewal)
    this.#walk?.close()
    this.#walk = null
    if (this.#space !== null) {
      this.#space.unsubscribe(this)
      this.#context.spaces.release(this.#space)
    }
    this.#socket.ended(this.#handle)
  }

  #coverage({ folded }: Space): Coverage[] {
    const coverage: Coverage[] = []
    for (const id of this.#own) {
      const ranges = folded.vector.ranges(id)
      if (ranges.length > 0) coverage.push({ id, ranges })
    }
    return coverage
  }

  #attached(): Space {
    if (this.#space === null) throw new Error('The session has no space yet.')
    return this.#space
  }

  #send(message: DownMessage): void {
    this.#socket.send(message)
  }
}
