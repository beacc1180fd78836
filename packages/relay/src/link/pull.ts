import { TorsorError, VersionVector } from '@torsor/core'
import { Assembler, backoffDelay, decodeLinkFrame, encodeLinkMessage, limits as protocol, linkVersion } from '@torsor/protocol'
import type { EntryMessage, LinkDownMessage, LinkUpMessage, Nonce, Piece } from '@torsor/protocol'
import type { Draft, Position } from '../log/index.js'
import { Silence } from '../session/index.js'
import { isSamePacket } from '../space/index.js'
import type { Space } from '../space/index.js'
import { every } from '../world/index.js'
import type { ConnectLink, LinkSocket } from '../world/index.js'
import type { LinkContext, LinkOptions } from './context.js'

/** As if so many tries had come to nothing: the pauses are the longest there are. */
const hopeless = 99

/** What a connection is at. */
interface Session {
  readonly socket: LinkSocket
  readonly space: Space
  readonly stops: (() => void)[]
  bytesRead: number
  /** Of the relay that is followed; null: it has not answered yet. */
  nonce: Nonce | null
  position: Position
  /** Of the message that comes in pieces now. */
  assembler: Assembler | null
  /** Frames are taken one after the other. */
  line: Promise<void>
}

export type PullState = 'connecting' | 'following' | 'gap'

/**
 * The receiving end of a link: follows the log of one space at another relay, for ever. What comes goes into this relay's
 * log in the other's order, with the place up to which it has it, in one transaction; what this relay holds already, because
 * it came another way, does not go in again. So a packet goes once around any ring.
 */
export class Pull {
  readonly #context: LinkContext
  readonly #connect: ConnectLink
  readonly #link: Omit<LinkOptions, 'spaces'>
  readonly #space: string
  #session: Session | null = null
  #attempt = 0
  #cancel: () => void = () => undefined
  #closed = false
  state: PullState = 'connecting'

  constructor(context: LinkContext, connect: ConnectLink, link: Omit<LinkOptions, 'spaces'>, space: string) {
    this.#context = context
    this.#connect = connect
    this.#link = link
    this.#space = space
    void this.#start()
  }

  get name(): string {
    return this.#link.name
  }

  get space(): string {
    return this.#space
  }

  close(): void {
    this.#closed = true
    this.#cancel()
    this.#end(null)
  }

  async #start(): Promise<void> {
    const { spaces } = this.#context
    try {
      const space = await spaces.acquire(this.#space)
      if (this.#closed) return spaces.release(space)
      this.#open(space)
    } catch (error) {
      this.#fail(error)
    }
  }

  #open(space: Space): void {
    const { world, limits } = this.#context
    const silence = new Silence(limits)
    const beatMs = Math.max(10, Math.min(limits.heartbeatMs, limits.silenceMs) / 4)
    const late = new TorsorError('relay-unavailable', 'The relay that is followed does not answer.', { retryable: true })
    const socket = this.#connect(this.#link.url, {
      open: () => void this.#guarded(session, () => this.#follow(session)),
      message: (data) => {
        session.bytesRead += data?.length ?? 0
        session.line = session.line.then(() => this.#guarded(session, () => this.#receive(session, data)))
      },
      closed: () => {
        if (this.#session === session) this.#end(null)
      },
    })
    const session: Session = {
      socket,
      space,
      bytesRead: 0,
      nonce: null,
      position: 0,
      assembler: null,
      line: Promise.resolve(),
      stops: [
        world.after(protocol.settledMs, () => {
          this.#attempt = 0
        }),
        world.after(limits.openDeadlineMs, () => {
          if (session.nonce === null) this.#endWith(session, late)
        }),
        every(world, beatMs, () => {
          const verdict = silence.check(beatMs, session.bytesRead, false)
          if (verdict === 'ask') this.#send(session, { type: 'ping' })
          if (verdict === 'dead') this.#endWith(session, late)
        }),
      ],
    }
    this.#session = session
  }

  async #follow(session: Session): Promise<void> {
    const place = await this.#context.log.cursor(this.#space, this.#link.name)
    this.#send(session, { type: 'follow', handle: 0, version: linkVersion, place, token: this.#link.token ?? null, space: this.#space })
  }

  /** A whole frame at once: one transaction, and one answer. */
  async #receive(session: Session, data: Uint8Array | null): Promise<void> {
    if (this.#session !== session) return
    if (data === null) throw new TorsorError('protocol-violation', 'Frames are binary.')
    const entries: Draft[] = []
    for (const message of decodeLinkFrame(data, 'down')) {
      if (this.#session !== session) return
      const draft = await this.#take(session, message)
      if (draft !== null) entries.push(draft)
    }
    if (entries.length > 0) await this.#store(session, entries)
  }

  async #take(session: Session, message: LinkDownMessage): Promise<Draft | null> {
    switch (message.type) {
      case 'ping':
        this.#send(session, { type: 'pong' })
        return null
      case 'pong':
        return null
      case 'error':
        throw new TorsorError('relay-unavailable', `The relay that is followed says "${message.code}": ${message.message}`, {
          retryable: message.retryable,
        })
      case 'following':
        session.nonce = message.nonce
        session.position = message.position
        this.state = 'following'
        return null
      case 'trimmed': {
        const vector = this.#whole(session, message.piece, message.bytes)
        if (vector !== null) this.#check(session, VersionVector.decode(vector))
        return null
      }
      case 'names':
        await session.space.declare(message.columns)
        return null
      case 'entry':
        return this.#entry(session, message)
    }
  }

  /** What the other relay has trimmed, this one must have: nobody could tell it later what it lacks (rule 10). */
  #check({ space }: Session, trimmed: VersionVector): void {
    const { vector } = space.folded
    const lacking = trimmed.ids().flatMap((id) =>
      trimmed
        .ranges(id)
        .filter(({ from, to }) => vector.coverage(id, from, to) !== 'all')
        .map(({ from, to }) => ({ id, from, to })),
    )
    if (lacking.length === 0) return
    this.state = 'gap'
    throw new TorsorError('storage-failed', 'The relay that is followed no longer keeps packets that this one never got.', {
      data: { link: this.#link.name, space: this.#space, ids: lacking.length, first: JSON.stringify(lacking[0]) },
    })
  }

  #entry(session: Session, { void: refused, piece, position, id, range, principal, bytes }: EntryMessage): Draft | null {
    if (session.nonce === null || position !== session.position + 1)
      throw new TorsorError('protocol-violation', `Entry ${position} came after ${session.position}.`)
    const whole = this.#whole(session, piece, bytes)
    if (whole === null) return null
    session.position = position
    return { id, ...range, kind: refused ? 'void' : 'packet', bytes: whole, principal, origin: null }
  }

  #whole(session: Session, piece: Piece | null, bytes: Uint8Array): Uint8Array | null {
    if (piece === null) return bytes
    session.assembler ??= new Assembler(piece.total, protocol.packet)
    const whole = session.assembler.add(piece, bytes)
    if (whole !== null) session.assembler = null
    return whole
  }

  async #store(session: Session, drafts: readonly Draft[]): Promise<void> {
    const { nonce, position, space } = session
    if (nonce === null || space.closed) throw new TorsorError('storage-failed', 'The space is not available.', { retryable: true })
    const news: Draft[] = []
    for (const draft of drafts)
      if (
        !(await this.#isHeld(space, draft)) &&
        !news.some((other) => other.id === draft.id && other.kind === draft.kind && isSamePacket(other, draft))
      )
        news.push(draft)
    if (this.#session !== session) return
    await this.#context.log.pull(this.#space, this.#link.name, { nonce, position }, news)
    this.#attempt = 0
    this.#send(session, { type: 'holds', handle: 0, position })
  }

  /**
   * It is in the log already, or its batches count and the log does not have them any more. Not merely that its batches
   * count: a clone of the device may have frozen them for itself, with other stamps, and what both say is joined.
   */
  async #isHeld({ folded }: Space, draft: Draft): Promise<boolean> {
    const { log } = this.#context
    const there = await log.overlapping(this.#space, draft.id, draft)
    const covered = folded.coverage(draft) === 'all'
    if (covered && (draft.kind === 'void' || !there.some(({ kind }) => kind === 'packet'))) return true
    for (const other of there) {
      if (other.kind !== draft.kind || other.from !== draft.from || other.to !== draft.to) continue
      const entry = draft.kind === 'void' ? null : await log.entry(this.#space, other.position)
      if (entry === null || isSamePacket(entry, draft)) return true
    }
    return false
  }

  #send(session: Session, message: LinkUpMessage): void {
    if (this.#session === session) session.socket.send(encodeLinkMessage(message))
  }

  async #guarded(session: Session, body: () => Promise<void>): Promise<void> {
    try {
      await body()
    } catch (error) {
      this.#endWith(session, error)
    }
  }

  #endWith(session: Session, error: unknown): void {
    if (this.#session === session) this.#end(error)
  }

  #end(error: unknown): void {
    const session = this.#session
    this.#session = null
    if (session !== null) {
      for (const stop of session.stops) stop()
      session.socket.close()
      this.#context.spaces.release(session.space)
    }
    this.#fail(error)
  }

  /** `error` null: the connection ended. */
  #fail(error: unknown): void {
    if (this.#closed) return
    const { logger, world } = this.#context
    const { name } = this.#link
    if (this.state === 'gap') {
      this.#attempt = hopeless
      logger.error({ err: error, link: name, space: this.#space }, 'a link has a gap, and waits until what lacks has come another way')
    } else {
      this.state = 'connecting'
      const context = { err: error, link: name, space: this.#space }
      if (error instanceof TorsorError && !error.retryable) logger.error(context, 'a link fails, and will until somebody acts')
      else if (error !== null) logger.warn(context, 'link failed')
    }
    this.#attempt++
    const wait = backoffDelay(this.#attempt, () => (world.random(1)[0] ?? 0) / 256)
    this.#cancel = world.after(wait, () => void this.#start())
  }
}
