import { TorsorError } from '../../errors.js'
import type { TableLayout } from '../../schema/index.js'
import type { ColumnBlock, RowPatch } from '../intent.js'
import { isSame } from '../same.js'
import { draftSheet } from '../sheet/draft.js'
import { compareSheets, emptySheet, find } from '../sheet/sheet.js'
import type { Place } from '../sheet/sheet.js'
import { blankFields } from './raw.js'
import { recordMaker } from './record.js'
import { recordAt, shareRecord, shareRecords } from './records.js'
import type { Records } from './records.js'
import { RecordsView } from './records-view.js'

/** A collection, or a single. */
export interface RecordsTable {
  readonly kind: 'records'
  readonly records: Records
  /** A `CollectionView`, or the record of a single. */
  readonly view: object
}

export function emptyRecords(layout: TableLayout): RecordsTable {
  const nothing: Records = { layout, make: recordMaker(layout), rows: emptySheet, pending: emptySheet, ids: {}, list: {} }
  return draftRecords(nothing, true).finish() ?? build(nothing)
}

function build(records: Records): RecordsTable {
  const { layout, rows } = records
  const single = layout.kind === 'single' ? find(rows, '') : undefined
  return { kind: 'records', records, view: single ? recordAt(records, single.leaf, single.at) : new RecordsView(records) }
}

/** Records being changed by one batch. */
export interface RecordsDraft {
  rows(patch: RowPatch | ColumnBlock): void
  /** Null when nothing changed. */
  finish(): RecordsTable | null
}

/** @param whole begins empty; the records before only lend their identities to equal ones. */
export function draftRecords(before: Records, whole: boolean): RecordsDraft {
  const { layout } = before
  const rows = draftSheet(whole ? emptySheet : before.rows, shareRecords)
  const pending = draftSheet(whole ? emptySheet : before.pending)

  const assertFits = (fits: boolean): void => {
    if (fits) return
    throw new TorsorError('schema-mismatch', `these records of "${layout.name}" have other fields`, { data: { table: layout.name } })
  }

  /** What was written to, while that is little; else all of it is compared. */
  let touched: Set<string> | null = whole ? null : new Set()

  const takeRow = ({ id, fields, pending: isPending }: RowPatch): void => {
    touched?.add(id)
    const raw = fields ?? (layout.kind === 'single' ? blankFields(layout) : null)
    if (raw === null) rows.delete(id)
    else {
      assertFits(raw.length === layout.fields.length)
      rows.set(id, [...raw, undefined])
    }
    if (isPending) pending.set(id, [])
    else pending.delete(id)
  }
  const takeBlock = ({ ids, columns, pending: marked = [] }: ColumnBlock): void => {
    const raw = layout.fields.map(({ name }) => columns[name] ?? [])
    assertFits(raw.every((column) => column.length === ids.length))
    touched = null
    rows.setAll(ids, [...raw, ids.map(() => undefined)])
    if (pending.size > 0) for (const id of ids) pending.delete(id)
    pending.setAll(marked, [])
  }

  // A single is always there.
  if (whole && layout.kind === 'single') takeRow({ table: layout.name, id: '', fields: null, pending: false })

  return {
    rows: (patch) => ('ids' in patch ? takeBlock(patch) : takeRow(patch)),
    finish() {
      const next = { ...before, rows: rows.finish(), pending: pending.finish() }
      let [bornOrDied, changed, marked] = [false, false, false]
      const compare = (name: 'rows' | 'pending', tell: Parameters<typeof compareSheets>[2]): void => {
        if (touched === null) compareSheets(before[name], next[name], tell)
        else for (const id of touched) tell(find(before[name], id), find(next[name], id))
      }
      compare('rows', (was, is) => {
        if (was === undefined || is === undefined) bornOrDied ||= was !== is
        else if (!keepSame(was, is)) changed = true
      })
      compare('pending', (was, is) => {
        marked ||= (was === undefined) !== (is === undefined)
      })
      if (bornOrDied) next.ids = {}
      if (bornOrDied || changed) next.list = {}
      return bornOrDied || changed || marked ? build(next) : null
    },
  }
}

/**
 * Gives a row what it has in common with how it was, so that consumers comparing by identity see only what changed: its
 * record where all fields are the same, else those fields. Tells whether all are.
 */
function keepSame(was: Place, is: Place): boolean {
  const raw = is.leaf.columns.slice(0, -1)
  let allSame = true
  raw.forEach((column, n) => {
    const old = was.leaf.columns[n]?.[was.at]
    // Only a column in which the row differs is this draft's to change.
    if (old === column[is.at]) return
    if (isSame(old, column[is.at])) column[is.at] = old
    else allSame = false
  })
  const records = is.leaf.columns.at(-1)
  if (allSame && records !== undefined) records[is.at] = shareRecord(was)
  return allSame
}
