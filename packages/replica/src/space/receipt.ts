import { TorsorError, type Receipt } from '@torsor/core'
import type { Milestone } from './milestone.js'

/** The milestones a write passes, and its number; null for an empty batch, which has nothing to wait for. */
export interface WriteProgress {
  readonly number: number
  readonly persisted: Milestone
  readonly synced: Milestone
}

export function createReceipt<R>(value: R, progress: WriteProgress | null): Receipt<R> {
  let persisted: Promise<void> | undefined
  let synced: Promise<void> | undefined
  return {
    value,
    get persisted() {
      return (persisted ??= progress === null ? Promise.resolve() : progress.persisted.reached(progress.number))
    },
    get synced() {
      return (synced ??= progress === null ? Promise.resolve() : progress.synced.reached(progress.number))
    },
    undo() {
      throw new TorsorError('wrong-verb', 'receipt.undo() is not in this version: make the opposite change with mutate().', { data: { verb: 'undo' } })
    },
  }
}
