import { decodeAbsolute, loadAbsolute, createState, type State } from '@torsor/core'
import type { Nonce, ReplicaId } from '@torsor/protocol'
import type { ReplicaStore } from '@torsor/store'
import type { Holding } from '../engine/told.js'
import { coversOf } from '../outbox/settle.js'
import { encodePages, pageCountFor } from '../reference/pages.js'
import { nextRevision } from '../storage/journal.js'
import { clearStaging, readReferenceMeta, type ReferenceMeta, type StagingMeta } from '../storage/layout.js'
import { seal, type LogRow } from '../storage/rows.js'
import { isPushedByAnother, settleOutbox } from './apply-stream.js'
import { unchanged, type Change } from './change.js'

/** Begins to stage a catching-up: what was staged before is gone. */
export async function beginStaging(store: ReplicaStore, staging: StagingMeta): Promise<void> {
  await store.write('relaxed', async (writer) => {
    clearStaging(writer)
    writer.put('meta', 'staging', staging)
  })
}

/** Keeps a slice, so that a cut resumes after it. False: another tab has begun anew meanwhile. */
export async function stageSlice(store: ReplicaStore, staging: StagingMeta, cells: Uint8Array): Promise<boolean> {
  return store.write('relaxed', async (writer) => {
    const stored = (await writer.get('meta', 'staging')) as StagingMeta | undefined
    if (stored === undefined || stored.nonce !== staging.nonce || stored.slices !== staging.slices - 1 || stored.base !== staging.base)
      return false
    writer.put('meta', ['slice', staging.slices], cells)
    writer.put('meta', 'staging', staging)
    return true
  })
}

export interface Adoption {
  readonly staging: StagingMeta
  readonly slices: readonly Uint8Array[]
  readonly nonce: Nonce
  readonly position: number
  readonly coverage: readonly Holding[]
  /** The own ids that the relay knows the connection by. */
  readonly known: readonly ReplicaId[]
  readonly now: number
}

/**
 * Adopts everything staged in one transaction with its place and the coverage of this device's ids (rule 7): READ
 * never shows half of it. Null: the reference moved away from where the staging began, or own packets
 * came as if they were another's; catch up anew.
 */
export async function adopt(store: ReplicaStore, adoption: Adoption): Promise<Change | null> {
  const whole = adoption.staging.whole ? wholeState(adoption.slices) : null
  return store.write('relaxed', async (writer) => {
    const reference = await readReferenceMeta(writer)
    if (!mayAdopt(reference, adoption)) return null
    if (await isPushedByAnother(writer, adoption.known)) return null
    let pageCount = reference.pageCount
    const log: LogRow[] = []
    if (whole === null) {
      for (const [n, bytes] of adoption.slices.entries()) {
        const row: LogRow = { kind: 'absolute', previous: reference.position, position: adoption.position, ...seal(bytes) }
        // A walk that begins where the reference already stands may end there, so rows of one position are numbered on.
        writer.put('log', [adoption.position, n + 1], row)
        log.push(row)
      }
    } else {
      const bytes = adoption.slices.reduce((sum, slice) => sum + slice.length, 0)
      pageCount = pageCountFor(bytes, 1)
      writer.clear('log')
      writer.clear('pages')
      for (const [bucket, page] of encodePages(whole.delta, pageCount, null)) if (page !== null) writer.put('pages', bucket, page)
    }
    clearStaging(writer)
    const place = { nonce: adoption.nonce, position: adoption.position }
    writer.put('meta', 'reference', { ...reference, ...place, pageCount, lastSyncedAt: adoption.now } satisfies ReferenceMeta)
    const put = await settleOutbox(writer, coversOf(adoption.coverage), adoption.now)
    return { ...unchanged(await nextRevision(writer)), put, log, place, lastSyncedAt: adoption.now, reload: whole !== null }
  })
}

/** Rule 8: another tab may have written since the staging began, also what another relay said. */
function mayAdopt(reference: ReferenceMeta, { staging, nonce, position }: Adoption): boolean {
  if (staging.whole) return reference.nonce !== nonce || reference.position <= position
  if (reference.nonce === nonce) return reference.position >= staging.base && reference.position <= position
  // A place of an earlier reign past the one that the relay was asked about need not be in this log (rule 6).
  return reference.nonce !== null && reference.nonce === staging.baseNonce && reference.position === staging.base
}

function wholeState(slices: readonly Uint8Array[]): State {
  const state = createState()
  for (const slice of slices) loadAbsolute(state, decodeAbsolute(slice))
  return state
}
