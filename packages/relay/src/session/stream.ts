import type { Access, Coverage, OpenMessage, ReplicaId } from '@torsor/protocol'
import { catchUpFrom } from '../space/index.js'
import type { Space, Step, Subscriber, Walk } from '../space/index.js'
import type { SessionSocket } from './context.js'

/** What a client is told of a space, in order: first what changed until now, then every step (rules 7 to 9). */
export class Stream {
  readonly #handle: number
  readonly #socket: SessionSocket
  readonly #space: Space
  /** The client's own ids: those it named, and those it pushed under. */
  readonly #own: ReadonlySet<ReplicaId>
  #walk: Walk | null = null
  /** Where the client's reference stands once it has taken everything sent so far. */
  #position = 0

  constructor(handle: number, socket: SessionSocket, space: Space, own: ReadonlySet<ReplicaId>) {
    this.#handle = handle
    this.#socket = socket
    this.#space = space
    this.#own = own
  }

  open({ place, staged, columns, own }: OpenMessage, principal: string, access: Access, time: number): void {
    const { folded, reign, reigns, partials } = this.#space
    const { mode, since } = catchUpFrom(place, staged, reigns, folded.folded)
    this.#walk = folded.walk(since)
    // What was declared under a nonce that is not known here (any more) counts for nothing.
    const declared = columns > 0 && columns <= this.#space.columns.size && reigns.some((known) => known.nonce === place?.nonce)
    this.#socket.send({
      type: 'opened',
      handle: this.#handle,
      time,
      nonce: reign.nonce,
      head: folded.folded,
      mode,
      coverage: this.#coverage(),
      partial: partials.find(principal, own),
      access,
      declared,
    })
  }

  /** Sends the next slice, if there is one. False: nothing is left, which is true in this very moment only. */
  slice(): boolean {
    const slice = this.#walk?.next() ?? null
    if (slice !== null) this.#socket.send({ type: 'slice', handle: this.#handle, head: this.#space.folded.folded, ...slice })
    return slice !== null && this.#walk?.done === false
  }

  caughtUp(): void {
    const { folded, reign } = this.#space
    this.close()
    this.#position = folded.position
    const { position, digest } = folded
    this.#socket.send({ type: 'caught-up', handle: this.#handle, nonce: reign.nonce, position, coverage: this.#coverage(), digest })
  }

  behind(): void {
    this.close()
    this.#walk = this.#space.folded.walkSince(this.#position)
    this.#socket.send({ type: 'behind', handle: this.#handle, position: this.#position })
  }

  /** Rule 8: only the connection that pushed a packet gets it confirmed without data, in its place of the stream. */
  step(step: Step, self: Subscriber): void {
    const { previous: prev, position, key, bytes } = step
    const handle = this.#handle
    this.#position = position
    if (!this.#own.has(key.id)) this.#socket.send(step.deltas(handle))
    else if (step.pusher === self && !step.difference) this.#socket.send({ type: 'confirmed', handle, prev, position, ...key })
    else this.#socket.send({ type: 'own-deltas', handle, prev, position, ...key, bytes })
  }

  digest(position: number, digest: string): void {
    if (position === this.#position) this.#socket.send({ type: 'digest', handle: this.#handle, position, digest })
  }

  close(): void {
    this.#walk?.close()
    this.#walk = null
  }

  #coverage(): Coverage[] {
    const coverage: Coverage[] = []
    for (const id of this.#own) {
      const ranges = this.#space.folded.vector.ranges(id)
      if (ranges.length > 0) coverage.push({ id, ranges })
    }
    return coverage
  }
}
