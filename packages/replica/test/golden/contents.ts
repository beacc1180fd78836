import { collection, createDelta, defineSchema, encodeAbsolute, encodeDelta, register, type Delta } from '@torsor/core'
import { openMemory, type ReplicaStore } from '@torsor/store'
import { draftOf } from '../../src/edits/intents.js'
import { freezeDraft } from '../../src/edits/freeze.js'
import { emptyFallback, returnToDisk } from '../../src/engine/fallback.js'
import { memoryId } from '../../src/outbox/memory-id.js'
import { nextRevision } from '../../src/storage/journal.js'
import type { StagingMeta } from '../../src/storage/layout.js'
import { loadReplica, setAside } from '../../src/storage/load.js'
import { toOutboxRow } from '../../src/storage/rows.js'
import { appendBatch, appendChecked, type Written } from '../../src/transactions/append-batch.js'
import { applyStream } from '../../src/transactions/apply-stream.js'
import { adopt, beginStaging, stageSlice } from '../../src/transactions/catch-up.js'
import { declareColumns, noteColumns } from '../../src/transactions/declare.js'
import { foldJournal } from '../../src/transactions/fold-journal.js'
import { freezeOpen } from '../../src/transactions/freeze-open.js'
import { refusePacket } from '../../src/transactions/refuse.js'
import { Device, type Write } from '../device.js'
import { noEarlier } from '../../src/space/engine-port.js'

export const nonce = '00000000000000ee'
const boots = ['00000000000000a1', '00000000000000a2', '00000000000000a3'] as const
const [acknowledged, set, present] = boots

const columnsOfApp = defineSchema({ items: collection({ name: register('') }) })

function written(number: number, writes: readonly Write[], face = 'face'): Written {
  const device = new Device('00000000000000ff', 2_000_000)
  return { draft: draftOf(device.intents(writes), device.memory), writes: [[face, number, number]], at: 1_000 + number }
}

function deltaOf(...writes: readonly Write[]): Delta {
  const device = new Device('00000000000000b0')
  device.mutate(writes)
  return device.freeze()?.delta ?? createDelta()
}

/** One of everything that a replica stores, put there by the transactions that do. */
export async function fill(store: ReplicaStore): Promise<void> {
  let write = 0
  const append = async (id: string, ...writes: readonly Write[]): Promise<void> => {
    await appendChecked(store, 'relaxed', [written(++write, writes)], () => id)
  }
  const freeze = (id: string): Promise<unknown> =>
    freezeOpen(store, { id, from: Number.MAX_SAFE_INTEGER, revision: -1 }, (draft) =>
      freezeDraft(
        draft,
        () => undefined,
        () => undefined,
        (cell) => cell.stamp,
      ),
    )
  const boot = (): Promise<void> => store.write('relaxed', async (writer) => writer.delete('meta', 'identity'))
  const cursor = { position: 0, key: new Uint8Array(0) }
  const whole: StagingMeta = { nonce, cursor, head: 4, whole: true, base: 0, baseNonce: null, slices: 0 }
  const since: StagingMeta = { ...whole, whole: false, base: 4, baseNonce: nonce }
  const covered = (id: string): { id: string; ranges: { from: number; to: number }[]; voids: never[] } => ({
    id,
    ranges: [{ from: 1, to: 1 }],
    voids: [],
  })

  // Acknowledged, and the reference that holds it, in pages.
  await append(acknowledged, (m) => m.items.upsert('a', { name: 'Olive oil', stock: 3, labels: 'organic' }))
  await freeze(acknowledged)
  const reference = deltaOf(
    (m) => m.items.upsert('a', { name: 'Olive oil', stock: 3, high: 9, low: -2.5, votes: { up: 2 }, labels: ['organic', 'ümlaut'] }),
    (m) => m.items.upsert('dead', {}),
    (m) => m.items.delete('dead'),
    (m) => m.site.update({ title: 'Cellar', ticks: 12 }),
    (m) => m.sums.add(1, -5n),
    (m) => m.bits.xor(3, 2n ** 63n + 1n),
  )
  const slices = [encodeAbsolute(reference)]
  const adoption = { nonce, known: boots, now: 5_000 }
  await adopt(store, { ...adoption, staging: whole, slices, position: 4, coverage: [covered(acknowledged)] })
  // Open here when somebody else's relay turned out to hold it, in the log.
  await boot()
  await append(set, (m) => m.items.add('a', { stock: 1 }))
  const changed = [encodeAbsolute(deltaOf((m) => m.items.upsert('b', { name: 'Rice', stock: 7 })))]
  await adopt(store, { ...adoption, staging: since, slices: changed, position: 5, coverage: boots.map(covered) })
  const step = encodeDelta(deltaOf((m) => m.items.add('b', { stock: 1, votes: { down: 1 } })))
  await applyStream(store, nonce, [{ previous: 5, position: 6, bytes: step, own: null }], step, 6_000, boots)
  await declareColumns(store, nonce, 'columns')
  await noteColumns(store, columnsOfApp)
  // Refused, frozen, folded.
  await boot()
  await append(present, (m) => m.items.upsert('refused', { name: 'x' }))
  await freeze(present)
  const refusal = { code: 'packet-refused', message: 'no right', retryable: false, data: { reason: 'forbidden', cells: ['items.name'] } } as const
  await refusePacket(store, { id: present, from: 1, to: 1 }, refusal)
  await append(present, (m) => m.items.upsert('frozen', { name: 'Salt', stock: 4 }))
  await freeze(present)
  await append(present, (m) => m.items.add('folded', { stock: 1, votes: { up: 1 } }))
  await append(present, (m) => m.items.put('folded', { labels: 'x' }))
  await foldJournal(store, await loadReplica(store))
  // Written without the disk, which came back.
  const fallback = emptyFallback(await openMemory('memory'), noEarlier)
  fallback.minted.add(memoryId('page', 0))
  const named = { id: memoryId('page', 0), number: 1, isBoot: true }
  await appendChecked(fallback.store, 'relaxed', [written(1, [(m) => m.items.add('memory', { stock: 5 })], 'page')], () => '', named)
  await returnToDisk(fallback, store, true)
  // In the journal: a batch, one that believed wrongly, and a revision without one.
  await append(present, (m) => m.items.update('a', { name: 'Oil' }), (m) => m.bits.xor(0, 7n))
  const stray = toOutboxRow({ ...written(99, [(m) => m.items.add('void', { stock: 1 })]), kind: 'open', id: present, from: 9, to: 9, size: 0 })
  await appendBatch(store, 'relaxed', { ...stray, after: 1 })
  await store.write('relaxed', nextRevision)
  // Damaged, and a catching-up that was cut.
  await store.write('relaxed', async (writer) => writer.put('outbox', ['00000000000000dd', 1], { garbage: true }))
  await setAside(store, (await loadReplica(store)).damages, 77)
  await beginStaging(store, { ...since, base: 6, head: 9 })
  const at = { position: 7, key: Uint8Array.of(1, 2) }
  await stageSlice(store, { ...since, base: 6, head: 9, cursor: at, slices: 1 }, encodeAbsolute(deltaOf((m) => m.site.add({ ticks: 1 }))))
}
