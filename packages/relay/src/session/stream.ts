import { digestCheck } from '@torsor/protocol'
import type { Access, Coverage, OpenMessage, OwnRange, PartialPacket } from '@torsor/protocol'
import { catchUpFrom, reignMeant } from '../space/index.js'
import type { Space, Step, Subscriber, Walk } from '../space/index.js'
import type { SessionSocket } from './context.js'
import type { OwnIds } from './own-ids.js'

/** What a client is told of a space, in order: first what changed until now, then every step (rules 7 to 9). */
export class Stream {
  readonly #handle: number
  readonly #socket: SessionSocket
  readonly #space: Space
  readonly #own: OwnIds
  readonly #sliceBytes: number
  #walk: Walk | null = null
  /** Where the client's reference stands once it has taken everything sent so far. */
  #position = 0
  /** What is held of the client's ids as it was told last, and of how many of them. */
  #told = ''
  #toldIds = 0

  constructor(handle: number, socket: SessionSocket, space: Space, own: OwnIds, sliceBytes: number) {
    this.#handle = handle
    this.#socket = socket
    this.#space = space
    this.#own = own
    this.#sliceBytes = sliceBytes
  }

  open({ place, staged, columns }: OpenMessage, principal: string, access: Access, time: number): void {
    const { folded, reign, reigns } = this.#space
    const { mode, since } = catchUpFrom(place, staged, reigns, folded.folded)
    this.#walk = folded.walk(since)
    const meant = place === null ? null : reignMeant(place.nonce, reigns)
    // What was declared under a nonce that is not known here (any more) counts for nothing.
    const declared = columns === null ? meant !== null && this.#space.columns.size > 0 : this.#space.knows(columns)
    const { coverage, voids } = this.#held()
    this.#socket.send({
      type: 'opened',
      handle: this.#handle,
      mode,
      access,
      undeclared: !declared,
      nonce: meant?.nonce === reign.nonce ? null : reign.nonce,
      partial: this.#partial(principal),
      voids,
      time,
      coverage,
    })
  }

  /** Sends the next slice, if there is one. False: nothing is left, which is true in this very moment only. */
  slice(): boolean {
    const slice = this.#walk?.next(this.#sliceBytes) ?? null
    if (slice !== null) this.#socket.send({ type: 'slice', handle: this.#handle, head: this.#space.folded.folded, ...slice })
    return slice !== null && this.#walk?.done === false
  }

  caughtUp(): void {
    const { position, digest } = this.#space.folded
    this.close()
    this.#position = position
    const { coverage, voids, news } = this.#held()
    const held = news ? { voids, coverage } : { voids: null, coverage: null }
    this.#socket.send({ type: 'caught-up', handle: this.#handle, position, digest: digestCheck(digest), ...held })
  }

  behind(): void {
    this.close()
    this.#walk = this.#space.folded.walkSince(this.#position)
    this.#socket.send({ type: 'behind', handle: this.#handle })
  }

  /** Rule 8: only the connection that pushed a packet gets it confirmed without data, in its place of the stream. */
  step(step: Step, self: Subscriber): void {
    const { position, span, key, bytes, difference } = step
    const handle = this.#handle
    const { from, to } = key
    this.#position = position
    const own = this.#own.indexOf(key.id)
    if (own === undefined) this.#socket.send(step.deltas(handle))
    else if (step.pusher === self && !difference) this.#socket.send({ type: 'confirmed', handle, span, own, range: { from, to } })
    else this.#socket.send({ type: 'own-deltas', handle, span, own, range: { from, to }, bytes })
  }

  digest(position: number, digest: string): void {
    if (position === this.#position) this.#socket.send({ type: 'digest', handle: this.#handle, digest: digestCheck(digest) })
  }

  close(): void {
    this.#walk?.close()
    this.#walk = null
  }

  /** The client was told what is held of this id of its own. */
  hasTold(own: number): boolean {
    return own < this.#toldIds
  }

  /** Of the client's ids, up to the last one of which anything is held. `news`: it was told otherwise before. */
  #held(): { readonly coverage: Coverage; readonly voids: readonly OwnRange[] | null; readonly news: boolean } {
    const { folded } = this.#space
    const ids = this.#own.all
    const ranges = ids.map((id) => folded.vector.ranges(id))
    const coverage = ranges.slice(0, ranges.findLastIndex((held) => held.length > 0) + 1)
    const voids = ids.flatMap((id, own) => folded.voidsOf(id).map((range) => ({ own, range })))
    const told = JSON.stringify([coverage, voids])
    const news = told !== this.#told
    this.#told = told
    this.#toldIds = ids.length
    return { coverage, voids: voids.length > 0 ? voids : null, news }
  }

  #partial(principal: string): PartialPacket | null {
    for (const [own, id] of this.#own.all.entries()) {
      const partial = this.#space.partials.find(principal, id)
      if (partial !== null) return { own, ...partial }
    }
    return null
  }
}
