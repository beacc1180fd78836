import type { ReplicaId } from '@torsor/protocol'
import { freezeDraft, frozenStamp, type FreezeClock } from '../edits/freeze.js'
import type { Change } from '../transactions/change.js'
import { freezeOpen, type Open } from '../transactions/freeze-open.js'
import type { SpaceCore } from './space-core.js'

/** Freezes every open batch on the disk, the earlier boots' first (rules 3 and 4). */
export async function freezeAll(core: SpaceCore, clock: FreezeClock): Promise<void> {
  const { memory } = core
  const stamp = frozenStamp(clock)
  const isOpen = (id: ReplicaId): boolean => memory.accumulator.entries.some((entry) => entry.kind === 'open' && entry.id === id)
  for (const id of freezable(core)) {
    // Nearly always one packet, see `freezeOpen`.
    for (let change: Change | null | undefined; change !== null && isOpen(id);)
      change = await core.commit((store) =>
        freezeOpen(store, openOf(core, id), (draft) =>
          freezeDraft(
            draft,
            (table, record) => memory.frozenRow(table, record),
            (table, record) => memory.accumulator.ownRow(table, record, id),
            stamp,
            (table, record) => memory.accumulator.ownRow(table, record, id, true),
          ),
        ),
      )
  }
}

/** The ids of batches that lie where freezing them would be for good. */
export function freezable({ memory, options }: SpaceCore): ReadonlySet<ReplicaId> {
  const ids = new Set<ReplicaId>()
  for (const { kind, id } of memory.accumulator.entries)
    if (kind === 'open' && id !== null && options.fallback?.held.has(id) !== true) ids.add(id)
  return ids
}

function openOf({ memory, revision }: SpaceCore, id: ReplicaId): Open {
  let from = Number.MAX_SAFE_INTEGER
  for (const entry of memory.accumulator.entries) if (entry.kind === 'open' && entry.id === id) from = Math.min(from, entry.from)
  return { id, from, revision }
}
