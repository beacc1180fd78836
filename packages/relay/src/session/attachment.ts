import type { Delta } from '@torsor/core'
import { wireErrors } from '@torsor/protocol'
import type { DeclaredColumn, OpenMessage, PacketKey, PushMessage, ToldError, WireErrorName } from '@torsor/protocol'
import { cellNames } from '../space/index.js'
import type { Space, Subscriber } from '../space/index.js'
import { every } from '../world/index.js'
import type { SessionContext, SessionSocket } from './context.js'
import { declareColumns } from './declare.js'
import type { OwnIds } from './own-ids.js'
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
  readonly #own: OwnIds
  readonly #stopRenewing: () => void

  constructor(
    context: SessionContext,
    socket: SessionSocket,
    space: Space,
    { handle }: OpenMessage,
    own: OwnIds,
    principal: string,
    hooks: AttachmentHooks,
  ) {
    this.#context = context
    this.#socket = socket
    this.#handle = handle
    this.#hooks = hooks
    this.#own = own
    this.space = space
    this.principal = principal
    this.stream = new Stream(handle, socket, space, own, context.limits.sliceBytes)
    this.#stopRenewing = every(context.world, context.limits.renewalMs, () => hooks.renewalDue())
  }

  /** True: the packet was there before, and its sender, who had not said that the id is its own, may not have heard of it. */
  push(key: PacketKey, push: PushMessage): boolean {
    const { refused, held } = takePush(this.space, key, push, {
      principal: this.principal,
      subscriber: this.#hooks.subscriber,
      nowMs: this.#context.world.now(),
      skewMs: this.#context.limits.skewMs,
      failed: (error) => {
        this.#context.logger.error({ err: error, space: this.space.name }, 'packet not stored')
        this.#hooks.failed()
      },
    })
    if (refused !== null) this.refuse(key, refused.code, refused.message, refused.delta)
    return held && !this.stream.hasTold(this.#own.indexOf(key.id) ?? 0)
  }

  declare(columns: readonly DeclaredColumn[]): Promise<ToldError | null> {
    return declareColumns(this.space, columns)
  }

  refuse({ id, from, to }: PacketKey, code: WireErrorName, message: string, delta: Delta | null): void {
    const cells = delta === null ? [] : cellNames(delta, this.space.columns)
    const { retryable } = wireErrors[code]
    const own = this.#own.indexOf(id) ?? 0
    this.#socket.send({ type: 'refused', handle: this.#handle, own, retryable, range: { from, to }, code, message, cells })
  }

  release(): void {
    this.#stopRenewing()
    this.stream.close()
    this.space.unsubscribe(this.#hooks.subscriber)
    this.#context.spaces.release(this.space)
  }
}
