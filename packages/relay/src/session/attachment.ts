import type { Delta } from '@torsor/core'
import { limits, wireErrors } from '@torsor/protocol'
import type { DeclaredColumn, OpenMessage, PacketKey, PushMessage, ReplicaId, ToldError, WireErrorName } from '@torsor/protocol'
import { cellNames } from '../space/index.js'
import type { Space, Subscriber } from '../space/index.js'
import type { SessionContext, SessionSocket } from './context.js'
import { declareColumns } from './declare.js'
import { takePush } from './packet.js'
import { Stream } from './stream.js'

/** What the client of a session may meet, once it was let in. */
export interface AttachmentHooks {
  /** Hears of the space, and of what becomes of this client's packets. */
  readonly subscriber: Subscriber
  /** The clock says: ask again whether this may go on. */
  renewalDue(): void
  failed(): void
}

/** A session's hold on its space, from the grant to the end. */
export class Attachment {
  readonly space: Space
  readonly stream: Stream
  /** Of the latest grant. */
  principal: string
  readonly #context: SessionContext
  readonly #socket: SessionSocket
  readonly #handle: number
  readonly #hooks: AttachmentHooks
  /** The client's own ids: those it named, and those it pushed under. */
  readonly #own: Set<ReplicaId>
  readonly #renewal: NodeJS.Timeout

  constructor(context: SessionContext, socket: SessionSocket, space: Space, open: OpenMessage, principal: string, hooks: AttachmentHooks) {
    this.#context = context
    this.#socket = socket
    this.#handle = open.handle
    this.#hooks = hooks
    this.#own = new Set(open.own)
    this.space = space
    this.principal = principal
    this.stream = new Stream(open.handle, socket, space, this.#own)
    this.#renewal = setInterval(() => hooks.renewalDue(), context.limits.renewalMs)
    this.#renewal.unref()
  }

  /** True: the packet was there before, and its sender, who had not said that the id is its own, may not have heard of it. */
  push(push: PushMessage): boolean {
    const known = this.#own.has(push.id)
    if (!known && this.#own.size >= limits.ownIds) {
      this.refuse(push, 'too-large', 'Too many replica ids on one connection.', null)
      return false
    }
    this.#own.add(push.id)
    const { refused, held } = takePush(this.space, push, {
      principal: this.principal,
      subscriber: this.#hooks.subscriber,
      nowMs: this.#context.now(),
      skewMs: this.#context.limits.skewMs,
      failed: (error) => {
        this.#context.logger.error({ err: error, space: this.space.name }, 'packet not stored')
        this.#hooks.failed()
      },
    })
    if (refused !== null) this.refuse(push, refused.code, refused.message, refused.delta)
    return held && !known
  }

  declare(columns: readonly DeclaredColumn[]): Promise<ToldError | null> {
    return declareColumns(this.space, columns)
  }

  refuse({ id, from, to }: PacketKey, code: WireErrorName, message: string, delta: Delta | null): void {
    const cells = delta === null ? [] : cellNames(delta, this.space.columns)
    const { retryable } = wireErrors[code]
    this.#socket.send({ type: 'refused', handle: this.#handle, id, from, to, code, retryable, message, cells })
  }

  release(): void {
    clearInterval(this.#renewal)
    this.stream.close()
    this.space.unsubscribe(this.#hooks.subscriber)
    this.#context.spaces.release(this.space)
  }
}
