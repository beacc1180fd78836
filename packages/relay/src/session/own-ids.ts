import type { ReplicaId } from '@torsor/protocol'

/**
 * The replica ids that a client has named in a session: those of `open.own`, and then each one that it pushed under. Both
 * ends count alike, so that an id crosses once and is an index from then on.
 */
export class OwnIds {
  readonly #ids: ReplicaId[] = []
  readonly #indices = new Map<ReplicaId, number>()

  constructor(named: readonly ReplicaId[]) {
    for (const id of named) this.#add(id)
  }

  get all(): readonly ReplicaId[] {
    return this.#ids
  }

  indexOf(id: ReplicaId): number | undefined {
    return this.#indices.get(id)
  }

  /** Which id a push means: the one of this index, or one that is new and has the next index from now on. Undefined: there is none, or it is not new. */
  meant(own: number | ReplicaId): ReplicaId | undefined {
    if (typeof own === 'number') return this.#ids[own]
    if (this.#indices.has(own)) return undefined
    this.#add(own)
    return own
  }

  #add(id: ReplicaId): void {
    this.#indices.set(id, this.#ids.length)
    this.#ids.push(id)
  }
}
