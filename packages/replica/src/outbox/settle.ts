import type { Coverage, PacketKey, ReplicaId } from '@torsor/protocol'
import type { Entry } from './entry.js'

/** What a reference holds of this device's own ids. */
export type Covers = (id: ReplicaId, from: number, to: number) => boolean

export function coversOf(coverage: readonly Coverage[]): Covers {
  const byId = new Map(coverage.map((entry) => [entry.id, entry.ranges]))
  return (id, from, to) => byId.get(id)?.some((range) => range.from <= from && to <= range.to) ?? false
}

type Kind = Entry['kind']

export interface Settleable extends PacketKey {
  readonly kind: Kind
}

export type Verdict = 'keep' | 'confirm' | 'bring-back'

/**
 * What adopting a reference means for each row of the outbox (rule 7): own packets covered leave the accumulator, own
 * packets not covered come back in. Open batches that a clone of this device froze and pushed are covered only all
 * together, because they will be frozen together; then they are set aside as covered, for a relay that loses them.
 */
export function settle<R extends Settleable>(rows: readonly R[], covers: Covers): ReadonlyMap<R, Verdict> {
  const openCovered = new Map<ReplicaId, boolean>()
  for (const row of rows) {
    if (row.kind === 'open') openCovered.set(row.id, (openCovered.get(row.id) ?? true) && covers(row.id, row.from, row.to))
  }
  const verdicts = new Map<R, Verdict>()
  for (const row of rows) verdicts.set(row, verdictOf(row, covers(row.id, row.from, row.to), openCovered.get(row.id) ?? false))
  return verdicts
}

function verdictOf(row: Settleable, covered: boolean, openCovered: boolean): Verdict {
  switch (row.kind) {
    case 'open':
      return openCovered ? 'confirm' : 'keep'
    case 'frozen':
      return covered ? 'confirm' : 'keep'
    case 'confirmed':
    case 'covered':
      return covered ? 'keep' : 'bring-back'
    case 'refused':
      return 'keep'
  }
}
