import { composeInto, createDelta, stampOf, Table, type ColumnId, type Delta, type Row } from '@torsor/core'
import type { Draft } from './draft.js'
import { resolveSegments, type StampOf } from './resolve.js'

export interface FreezeClock {
  /** Relay time minus this device's time, in ms, measured when the session opened. */
  readonly offset: number
  /** Relay time now, in ms. */
  readonly relayNow: number
}

export type RowReader = (table: ColumnId, record: string) => Row | undefined

/**
 * Rule 4: a register's final stamp is max(min(corrected clock, relay now), the stamp it overwrote + 1), so a wrong
 * clock neither loses an edit nor wins over what it has not seen. What this device froze before counts as overwritten:
 * its provisional stamp may have been another one; and what it froze before, and wrote later, wins.
 */
export function frozenStamp(clock: FreezeClock): StampOf {
  const ceiling = stampOf(clock.relayNow)
  const shift = Math.sign(clock.offset) * stampOf(Math.abs(clock.offset))
  return (cell, own, later = Infinity) =>
    Math.max(1, Math.min(Math.max(Math.min(cell.stamp + shift, ceiling), cell.over + 1, own + 1), later - 1))
}

/**
 * Turns a draft into the delta of a packet. `baseRow`: READ without this draft; `ownRow`: this device's packets alone;
 * `laterRow`: those of them that were written over the draft, and frozen before it.
 */
export function freezeDraft(draft: Draft, baseRow: RowReader, ownRow: RowReader, stamp: StampOf, laterRow?: RowReader): Delta {
  const delta = createDelta()
  for (const [table, records] of draft.records) {
    const rows = new Table()
    for (const [record, segments] of records) {
      rows.set(record, resolveSegments(segments, baseRow(table, record), stamp, ownRow(table, record), laterRow?.(table, record)))
    }
    if (rows.size > 0) delta.records.set(table, rows)
  }
  composeInto(delta, { records: new Map(), words: draft.words })
  return delta
}
