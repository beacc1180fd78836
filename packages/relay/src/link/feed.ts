import { decodeLinkFrame, encodeLinkMessage, toldOf } from '@torsor/protocol'
import type { FollowMessage, LinkUpMessage, ToldError } from '@torsor/protocol'
import { Guard, Outbox, Silence, told } from '../session/index.js'
import type { Position } from '../log/index.js'
import type { Space } from '../space/index.js'
import { trueUpTo } from '../space/index.js'
import { every } from '../world/index.js'
import type { AcceptSocket, RelaySocket } from '../world/index.js'
import type { LinkContext } from './context.js'
import { entryMessages, nameMessages, trimmedMessages } from './messages.js'

const protocolError = 1002
const policyViolation = 1008

/** A follower that was let in. */
interface Fed {
  readonly space: Space
  readonly acknowledge: (position: Position) => void
  /** Columns whose names it was told. */
  readonly named: Set<number>
  /** The last entry sent, and the last one that the follower said it has. */
  sent: Position
  held: Position
}

/**
 * The sending end of a link: one relay that follows the log of one space. It gets the entries one by one in log order,
 * as they were appended (rule 10), and the next page of them once it durably has the last one: both ends keep a page at most.
 */
export class Feed {
  /** Resolves when the socket is gone. */
  readonly left: Promise<void>
  readonly #context: LinkContext
  readonly #origin: string | null
  readonly #socket: RelaySocket
  readonly #outbox: Outbox
  readonly #silence: Silence
  readonly #guard: Guard
  readonly #closed: (feed: Feed) => void
  readonly #stops: (() => void)[] = []
  #asked = false
  #fed: Fed | null = null
  #pumping = false
  #news = false
  #ended = false

  constructor(context: LinkContext, accept: AcceptSocket, origin: string | null, closed: (feed: Feed) => void) {
    this.#context = context
    this.#origin = origin
    this.#closed = closed
    let leave = (): void => undefined
    this.left = new Promise((resolve) => (leave = resolve))
    this.#socket = accept({
      read: () => undefined,
      message: (data) => this.#receive(data),
      failed: (error) => context.logger.debug({ err: error }, 'socket error'),
      closed: () => {
        this.#end()
        leave()
      },
    })
    this.#guard = new Guard(context)
    this.#silence = new Silence(context.limits)
    this.#outbox = new Outbox(context.world, this.#socket, context.limits.bufferedBytes, {
      drained: () => undefined,
      failed: (error) => this.#fail(toldOf(error), protocolError),
    })
    this.#stops.push(
      context.world.after(context.limits.openDeadlineMs, () => {
        if (this.#fed === null) this.#fail(told('timed-out'), policyViolation)
      }),
    )
  }

  /** Called every `elapsedMs`. */
  beat(elapsedMs: number): void {
    const verdict = this.#silence.check(elapsedMs, this.#socket.bytesRead, this.#socket.isPaused)
    if (verdict === 'ask') this.#outbox.send(encodeLinkMessage({ type: 'ping' }))
    if (verdict === 'dead') this.#socket.terminate()
  }

  shutDown(code: number): void {
    this.#fail(told('shutting-down'), code)
  }

  terminate(): void {
    this.#socket.terminate()
  }

  #receive(data: Uint8Array | null): void {
    if (this.#ended) return
    if (data === null) return this.#fail(told('protocol-violation', 'Frames are binary.'), protocolError)
    try {
      for (const message of decodeLinkFrame(data, 'up')) this.#take(message)
    } catch (error) {
      this.#fail(toldOf(error), protocolError)
    }
  }

  #take(message: LinkUpMessage): void {
    switch (message.type) {
      case 'ping':
        return this.#outbox.send(encodeLinkMessage({ type: 'pong' }))
      case 'pong':
        return undefined
      case 'follow':
        if (this.#asked) return this.#fail(told('protocol-violation', 'A link follows one space.'), protocolError)
        this.#asked = true
        void this.#guarded(() => this.#follow(message))
        return undefined
      case 'holds':
        return this.#hold(message.position)
    }
  }

  async #follow({ token, space: name, place }: FollowMessage): Promise<void> {
    const peer = await this.#ask(name, token, false)
    if (peer === null) return
    const { spaces, log, world, limits } = this.#context
    const space = await spaces.acquire(name)
    this.#stops.push(() => spaces.release(space))
    if (this.#ended) return this.#stop()
    const head = await log.head(name)
    const floor = await log.floor(name)
    const held = trueUpTo(place, space.reigns, head)
    const position = Math.max(held, floor.position)
    this.#send({ type: 'following', handle: 0, nonce: space.reign.nonce, position })
    if (held < floor.position) for (const message of trimmedMessages(floor.vector)) this.#send(message)
    const follower = await log.follow(name, head, () => this.#pump())
    this.#stops.push(() => follower.close())
    if (this.#ended) return this.#stop()
    this.#fed = { space, acknowledge: space.retention.follow(peer, held), named: new Set(), sent: position, held: position }
    this.#stops.push(every(world, limits.renewalMs, () => void this.#guarded(async () => void (await this.#ask(name, token, true)))))
    this.#pump()
  }

  /** By what name the follower is known; null: it is turned away, or gone. */
  async #ask(space: string, token: string | null, renewal: boolean): Promise<string | null> {
    const ruling = await this.#guard.ask({ token, space, origin: this.#origin, renewal, link: true })
    if (this.#ended) return null
    switch (ruling.type) {
      case 'granted':
        // Ids are a secret between their owners, relays and links (rule 1): whoever may read and write may not see them.
        if (ruling.grant.access === 'link') return ruling.grant.principal
        this.#fail(told('forbidden', 'Only a relay may follow the log of a space.'), policyViolation)
        return null
      case 'denied':
        this.#fail(told('needs-auth'), policyViolation)
        return null
      case 'late':
        this.#fail(told('timed-out'), policyViolation)
        return null
      case 'failed':
        this.#fail(told('space-unavailable'), policyViolation)
        return null
      case 'unknown':
        return null
    }
  }

  #hold(position: Position): void {
    const fed = this.#fed
    if (fed === null || position > fed.sent || position < fed.held)
      return this.#fail(told('protocol-violation', 'A follower has what it was sent, and no less than before.'), protocolError)
    fed.held = position
    fed.acknowledge(position)
    this.#pump()
  }

  #pump(): void {
    this.#news = true
    if (this.#pumping) return
    this.#pumping = true
    void this.#guarded(async () => {
      try {
        while (this.#news && this.#fed !== null && this.#fed.held === this.#fed.sent && !this.#ended) {
          this.#news = false
          await this.#sendPage(this.#fed)
        }
      } finally {
        // In the same breath as the last look: an entry that came in between would wait for the next one.
        this.#pumping = false
      }
    })
  }

  async #sendPage(fed: Fed): Promise<void> {
    const { log, limits } = this.#context
    const { name, columns } = fed.space
    const entries = await log.read(name, fed.sent, { entries: 512, bytes: limits.bufferedBytes })
    const [first] = entries
    if (first === undefined || this.#ended) return
    // It was trimmed meanwhile: the follower asks again, and is told what is gone.
    if (first.position !== fed.sent + 1) return this.#fail(told('space-unavailable', 'The log was trimmed.'), policyViolation)
    for (const message of nameMessages(columns, fed.named)) this.#send(message)
    for (const entry of entries) {
      const principal = await log.owner(name, entry.id)
      for (const message of entryMessages(entry, principal ?? '')) this.#send(message)
      fed.sent = entry.position
    }
  }

  #send(message: Parameters<typeof encodeLinkMessage>[0]): void {
    if (!this.#ended) this.#outbox.send(encodeLinkMessage(message))
  }

  async #guarded(body: () => Promise<void>): Promise<void> {
    try {
      await body()
    } catch (error) {
      if (this.#ended) return
      this.#context.logger.error({ err: error }, 'link failed')
      this.#fail(toldOf(error), policyViolation)
    }
  }

  #fail(error: ToldError, code: number): void {
    if (this.#ended) return
    this.#send({ type: 'error', handle: null, ...error })
    this.#outbox.flush()
    this.#socket.close(code, error.code)
    this.#end()
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#stop()
    this.#closed(this)
  }

  #stop(): void {
    for (const stop of this.#stops.splice(0)) stop()
  }
}
