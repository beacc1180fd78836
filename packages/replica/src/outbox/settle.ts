import type { PacketKey, Range, ReplicaId } from '@torsor/protocol'
import type { Holding } from '../engine/told.js'
import type { Entry } from './entry.js'
import { isMemoryId } from './memory-id.js'

/** What a reference holds of this device's own ids. void: it was refused for good, and has no effect (rule 12). */
export type Covers = (id: ReplicaId, from: number, to: number) => 'no' | 'held' | 'void'

export function coversOf(coverage: readonly Holding[]): Covers {
  const byId = new Map(coverage.map((holding) => [holding.id, holding]))
  return (id, from, to) => {
    const within = (range: Range): boolean => range.from <= from && to <= range.to
    const holding = byId.get(id)
    if (holding?.ranges.some(within) !== true) return 'no'
    return holding.voids.some(within) ? 'void' : 'held'
  }
}

type Kind = Entry['kind']

export interface Settleable extends PacketKey {
  readonly kind: Kind
}

export type Verdict = 'keep' | 'confirm' | 'bring-back' | 'park'

/**
 * What adopting a reference means for each row of the outbox (rule 7): own packets covered leave the accumulator, own
 * packets not covered come back in, and one that is void there was refused for good and is parked. Open batches that a
 * clone of this device froze and pushed are covered only all together, because they will be frozen together; then they
 * are set aside as covered, for a relay that loses them, or some of them: then all come back, or what they are frozen to
 * would overlap with what it holds. Not so what was written into memory, where each stands alone.
 */
export function settle<R extends Settleable>(rows: readonly R[], covers: Covers): ReadonlyMap<R, Verdict> {
  const groups = new Map<string, boolean | 'alone'>()
  const groupOf = ({ kind, id }: R): string => (kind === 'open' || kind === 'covered' ? kind + id : '')
  const isHeld = ({ id, from, to }: R): boolean => covers(id, from, to) !== 'no'
  for (const row of rows) {
    const group = groupOf(row)
    const known = groups.get(group) ?? (group === '' || isMemoryId(row.id) ? 'alone' : true)
    groups.set(group, known === true ? isHeld(row) : known)
  }
  const verdicts = new Map<R, Verdict>()
  for (const row of rows) {
    const group = groups.get(groupOf(row))
    verdicts.set(row, verdictOf(row, covers(row.id, row.from, row.to), group === 'alone' ? isHeld(row) : group === true))
  }
  return verdicts
}

/** `together`: so is everything of its kind that it will be frozen with. */
function verdictOf(row: Settleable, covered: ReturnType<Covers>, together: boolean): Verdict {
  switch (row.kind) {
    case 'open':
      return together ? 'confirm' : 'keep'
    case 'covered':
      return together ? 'keep' : 'bring-back'
    case 'frozen':
      return covered === 'void' ? 'park' : covered === 'held' ? 'confirm' : 'keep'
    case 'confirmed':
      return covered === 'no' ? 'bring-back' : 'keep'
    case 'refused':
      return 'keep'
  }
}
