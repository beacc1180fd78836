import type { ErrorRecord } from '@torsor/core'
import type { PacketKey } from '@torsor/protocol'
import type { ReplicaStore } from '@torsor/store'
import { nextRevision } from '../storage/journal.js'
import { outboxKey, type OutboxRow } from '../storage/rows.js'
import { unchanged, type Change } from './change.js'

/** Parks a frozen packet with the reason why no relay will take it (rule 12). Null: there is no such packet. */
export function refusePacket(store: ReplicaStore, key: PacketKey, refusal: ErrorRecord): Promise<Change | null> {
  return store.write('strict', async (writer) => {
    const row = (await writer.get('outbox', outboxKey(key))) as OutboxRow | undefined
    if (row === undefined || row.kind !== 'frozen' || row.to !== key.to) return null
    const parked: OutboxRow = { ...row, kind: 'refused', refusal }
    writer.put('outbox', outboxKey(key), parked)
    return { ...unchanged(await nextRevision(writer)), put: [parked] }
  })
}
