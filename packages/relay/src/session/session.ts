import type { Delta } from '@torsor/core'
import { limits, relaySession, wireErrors } from '@torsor/protocol'
import type {
  CloseMessage,
  DeclareMessage,
  OpenMessage,
  PacketKey,
  PushMessage,
  RelayEffect,
  RelayEvent,
  RelayState,
  RenewMessage,
  ToldError,
} from '@torsor/protocol'
import type { Refused, Step, Subscriber } from '../space/index.js'
import { Attachment } from './attachment.js'
import type { SessionContext, SessionSocket } from './context.js'
import { Guard } from './guard.js'
import { OwnIds } from './own-ids.js'
import { told } from './told.js'

export type SessionMessage = OpenMessage | DeclareMessage | PushMessage | RenewMessage | CloseMessage

/**
 * One space on one socket: does what the relay's session machine says. Messages come one at a time; one whose answer takes
 * time returns a promise, and the next comes after it (messages must not overtake each other in an async hook).
 */
export class Session implements Subscriber {
  readonly #context: SessionContext
  readonly #socket: SessionSocket
  readonly #open: OpenMessage
  readonly #guard: Guard
  /** The client's own ids: those it named, and those it pushed under. */
  readonly #own: OwnIds
  #state: RelayState = relaySession.initial
  readonly #events: RelayEvent[] = []
  #running = false
  /** The message at hand, the packet that it is a push of, and what its answer waits for. */
  #message: SessionMessage | null = null
  #pushed: PacketKey | null = null
  #settling: Promise<void> | null = null
  #token: string | null
  #authorization = 0
  #attached: Attachment | null = null
  #step: Step | null = null

  constructor(context: SessionContext, socket: SessionSocket, open: OpenMessage) {
    this.#context = context
    this.#socket = socket
    this.#open = open
    this.#token = open.token
    this.#own = new OwnIds(open.own)
    this.#guard = new Guard(context)
  }

  receive(message: SessionMessage): Promise<void> | null {
    this.#message = message
    this.#settling = null
    if (message.type === 'renew') this.#token = message.token
    const wrong = message.type === 'push' ? this.#name(message) : null
    this.tell(wrong === null ? { type: message.type } : { type: 'failed', error: wrong })
    this.#message = null
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
    if (this.#state.name === 'live') this.#attached?.stream.digest(position, digest)
  }

  refuse(key: PacketKey, { code, message }: Refused, delta: Delta): void {
    if (this.#state.name !== 'closed') this.#attached?.refuse(key, code, message, delta)
  }

  unavailable(): void {
    this.tell({ type: 'failed', error: told('space-unavailable') })
  }

  #run(effect: RelayEffect): void {
    const handle = this.#open.handle
    switch (effect.type) {
      case 'authorize':
        return this.#authorize(effect.authorization, effect.renewal)
      case 'send-opened':
        return this.#sendOpened()
      case 'send-behind':
        return this.#attached?.stream.behind()
      case 'send-slice':
        return this.#sendSlice()
      case 'send-caught-up':
        return this.#attached?.stream.caughtUp()
      case 'send-steps':
        if (this.#step !== null) this.#attached?.stream.step(this.#step, this)
        return undefined
      case 'hold':
        // The stream knows where it stopped.
        return undefined
      case 'accept-push':
        return this.#push()
      case 'refuse-push':
        if (this.#pushed !== null) this.#attached?.refuse(this.#pushed, effect.code, wireErrors[effect.code].meaning, null)
        return undefined
      case 'accept-declare':
        return this.#declare()
      case 'send-error':
        return this.#socket.send({ type: 'error', handle, ...effect.error })
      case 'send-closed':
        return this.#socket.send({ type: 'closed', handle })
      case 'release':
        return this.#release()
    }
  }

  /** Both ends count the ids alike, whatever becomes of the push: null, or what is wrong with how it names its own. */
  #name({ own, range }: PushMessage): ToldError | null {
    if (typeof own === 'string' && this.#own.all.length >= limits.ownIds)
      return told('too-large', 'Too many replica ids on one connection.')
    const id = this.#own.meant(own)
    if (id === undefined) return told('protocol-violation', 'A push names an id that is not there, or one that was named before.')
    this.#pushed = { id, ...range }
    return null
  }

  #authorize(authorization: number, renewal: boolean): void {
    this.#authorization = authorization
    const asking = this.#ask(authorization, renewal)
    // A question that the clock asked holds no message up.
    if (this.#message !== null) this.#settling = asking
  }

  /** Never rejects. */
  async #ask(authorization: number, renewal: boolean): Promise<void> {
    const ruling = await this.#guard.ask({ token: this.#token, space: this.#open.space, origin: this.#socket.origin, renewal, link: false })
    if (this.#state.name === 'closed' || authorization !== this.#authorization) return
    switch (ruling.type) {
      case 'granted': {
        const { principal, access } = ruling.grant
        if (access === 'link') return this.tell({ type: 'denied', authorization, error: told('forbidden', 'This token is for relays.') })
        if (await this.#attach(principal)) this.tell({ type: 'granted', authorization, access })
        return
      }
      case 'denied':
        return this.tell({ type: 'denied', authorization, error: told('needs-auth') })
      case 'late':
        return this.tell({ type: 'timeout' })
      case 'failed':
        return this.unavailable()
      case 'unknown':
    }
  }

  /** False: the session has ended meanwhile, or now. */
  async #attach(principal: string): Promise<boolean> {
    if (this.#attached !== null) {
      this.#attached.principal = principal
      return true
    }
    const { spaces, logger } = this.#context
    try {
      const space = await spaces.acquire(this.#open.space)
      if (this.#state.name === 'closed') {
        spaces.release(space)
        return false
      }
      this.#attached = new Attachment(this.#context, this.#socket, space, this.#open, this.#own, principal, {
        subscriber: this,
        renewalDue: () => this.tell({ type: 'renewal-due' }),
        failed: () => this.unavailable(),
      })
      return true
    } catch (error) {
      logger.error({ err: error, space: this.#open.space }, 'space cannot be opened')
      this.unavailable()
      return false
    }
  }

  #sendOpened(): void {
    if (this.#attached === null || this.#state.name !== 'catching-up') return
    const { space, stream, principal } = this.#attached
    this.#socket.authorized()
    space.subscribe(this)
    stream.open(this.#open, principal, this.#state.access, this.#context.world.now())
  }

  #sendSlice(): void {
    if (this.#attached?.stream.slice() !== true) return this.tell({ type: 'slice-sent', more: false })
    // Others get their turn between two slices.
    this.#context.world.turn(() => {
      if (this.#socket.congested) this.tell({ type: 'blocked' })
      this.tell({ type: 'slice-sent', more: true })
    })
  }

  #push(): void {
    if (this.#message?.type !== 'push' || this.#pushed === null || this.#attached === null) return
    const unheard = this.#attached.push(this.#pushed, this.#message)
    if (!unheard || this.#state.name !== 'live') return
    this.tell({ type: 'blocked' })
    this.tell({ type: 'drained' })
  }

  #declare(): void {
    if (this.#message?.type !== 'declare' || this.#attached === null) return
    this.#settling = this.#attached.declare(this.#message.columns).then((error) => {
      if (error !== null) this.tell({ type: 'failed', error })
    })
  }

  #release(): void {
    this.#attached?.release()
    this.#socket.ended(this.#open.handle)
  }
}
