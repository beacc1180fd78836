import { applyDelta, createState, decodeDelta, encodeDelta, stateDigest, TorsorError, VersionVector } from '@torsor/core'
import type { Delta, State } from '@torsor/core'
import { wireErrors } from '@torsor/protocol'
import type { Cursor, PacketKey, Range, ReplicaId, WireErrorName } from '@torsor/protocol'
import type { LogEntry, LogReader, Position } from '../log/index.js'
import { exactCover, intersect } from './cover.js'
import { jumpsLife } from './packet-check.js'
import { Recency } from './recency.js'
import { lessen } from './variant.js'
import type { HeldPacket } from './variant.js'
import { cursorAt, Walk } from './walk.js'

export interface Applied {
  readonly type: 'applied'
  /** The place before: of the last entry that had an effect. */
  readonly previous: Position
  readonly position: Position
  /** What was applied, as bytes: the packet's own, or of its difference. */
  readonly bytes: Uint8Array
  /** A part of the range was there before (rule 3). */
  readonly difference: boolean
}

export interface Refused {
  readonly type: 'refused'
  readonly code: WireErrorName
  readonly message: string
}

/** What an entry did: 'nothing' when all of its range was there before, or when it is a void. */
export type Outcome = Applied | Refused | { readonly type: 'nothing' }

const nothing: Outcome = { type: 'nothing' }

/**
 * A space's log up to a place, folded. Which entries have which effect is a total function of the log (rule 2): the same
 * entries in the same order give the same state and the same positions, on every relay and after every restart.
 */
export class FoldedSpace {
  readonly state: State
  readonly vector: VersionVector
  /** The parts of `vector` that came as voids. */
  readonly voids: VersionVector
  readonly recency: Recency
  #position: Position
  #folded: Position

  constructor(from?: {
    state: State
    vector: VersionVector
    voids: VersionVector
    recency: Recency
    position: Position
    folded: Position
  }) {
    this.state = from?.state ?? createState()
    this.vector = from?.vector ?? new VersionVector()
    this.voids = from?.voids ?? new VersionVector()
    this.recency = from?.recency ?? new Recency()
    this.#position = from?.position ?? 0
    this.#folded = from?.folded ?? 0
  }

  /** Of the last entry that had an effect: the place of a reference that holds all of this. */
  get position(): Position {
    return this.#position
  }

  /** Of the last entry looked at. */
  get folded(): Position {
    return this.#folded
  }

  get digest(): string {
    return stateDigest(this.state)
  }

  coverage(key: PacketKey): 'none' | 'some' | 'all' {
    return this.vector.coverage(key.id, key.from, key.to)
  }

  /** What of an id is held and void. */
  voidsOf(id: ReplicaId): readonly Range[] {
    return this.vector.ranges(id).flatMap((range) => intersect(this.voids.ranges(id), range))
  }

  walk(since: Cursor): Walk {
    return new Walk(this.recency, this.state.delta, since)
  }

  walkSince(position: Position): Walk {
    return this.walk(cursorAt(position))
  }

  /** Entries come in log order. With a part of the range held, or all of it, `held` is what `lookUp` found. */
  fold(entry: LogEntry, decoded: Delta | null, held: readonly HeldPacket[] | null): Outcome {
    this.#folded = entry.position
    const coverage = this.coverage(entry)
    if (coverage === 'all' && (entry.kind === 'void' || held === null)) return nothing
    if (entry.kind === 'void') {
      // A range is never held without it being known that it is void: where that has no room, it is not held.
      if (this.voids.add(entry.id, entry.from, entry.to)) this.vector.add(entry.id, entry.from, entry.to)
      return nothing
    }
    // Of what was refused for good nothing counts, however it comes.
    if (coverage === 'all' && this.voids.coverage(entry.id, entry.from, entry.to) !== 'none') return nothing
    if (coverage === 'some' && held === null) return refused('overlap-unresolvable')
    try {
      const packet = decoded ?? decodeDelta(entry.bytes)
      const delta = coverage === 'none' || held === null ? packet : lessen(packet, entry, held)
      if (coverage === 'all' && delta.records.size + delta.words.size === 0) return nothing
      if (jumpsLife(this.state.delta, delta)) return refused('life-jump')
      if (!this.vector.add(entry.id, entry.from, entry.to))
        return refused('packet-out-of-order', 'Too many ranges of this replica id are missing in between.')
      return this.#apply(entry, delta, coverage !== 'none')
    } catch (error) {
      if (error instanceof TorsorError && error.code === 'bytes-malformed') return refused('packet-malformed', error.message)
      throw error
    }
  }

  #apply(entry: LogEntry, delta: Delta, difference: boolean): Applied {
    const previous = this.#position
    this.#position = entry.position
    this.recency.begin(entry.position)
    applyDelta(this.state, delta, this.recency)
    this.recency.end()
    return { type: 'applied', previous, position: entry.position, bytes: difference ? encodeDelta(delta) : entry.bytes, difference }
  }
}

/**
 * The packets of the log that an entry has to be lessened by. Null: there are none, it is one of them, or the log no longer
 * has all those that a part of its range is held of.
 */
export async function lookUp(space: FoldedSpace, log: LogReader, name: string, entry: LogEntry): Promise<readonly HeldPacket[] | null> {
  const coverage = entry.kind === 'void' ? 'none' : space.coverage(entry)
  if (coverage === 'none') return null
  const earlier = (await log.overlapping(name, entry.id, entry)).filter((other) => other.position < entry.position)
  const nested = earlier.filter((other) => other.from >= entry.from && other.to <= entry.to)
  if (coverage === 'some' && exactCover(intersect(space.vector.ranges(entry.id), entry), nested) === null) return null
  // What overlapped with others and had no effect is in the log, too: of that nothing is held.
  const parts = nested.filter(({ from, to }) => space.coverage({ id: entry.id, from, to }) === 'all')
  const held: HeldPacket[] = []
  for (const range of coverage === 'some' ? parts : earlier) {
    const other = range.kind === 'packet' ? await log.entry(name, range.position) : null
    if (other !== null && isSamePacket(other, entry)) return null
    const delta = other === null ? null : decoded(other.bytes)
    if (delta !== null) held.push({ ...range, delta })
  }
  return held.length === 0 ? null : held
}

/** Null: it is damaged, and had no effect. */
function decoded(bytes: Uint8Array): Delta | null {
  try {
    return decodeDelta(bytes)
  } catch {
    return null
  }
}

/** The same batches, frozen by the same device. */
export function isSamePacket(one: Pick<LogEntry, 'from' | 'to' | 'bytes'>, other: Pick<LogEntry, 'from' | 'to' | 'bytes'>): boolean {
  return one.from === other.from && one.to === other.to && Buffer.compare(one.bytes, other.bytes) === 0
}

function refused(code: WireErrorName, message: string = wireErrors[code].meaning): Refused {
  return { type: 'refused', code, message }
}
