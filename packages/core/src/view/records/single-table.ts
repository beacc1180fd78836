import type { TableLayout } from '../../schema/index.js'
import type { RowPatch } from '../intent.js'
import { makeEntry } from './entry.js'
import type { Entry } from './entry.js'
import { blankFields } from './raw.js'

export interface SingleTable {
  readonly kind: 'single'
  readonly layout: TableLayout
  readonly entry: Entry
  /** A plain record: fields without an id. */
  readonly view: object
}

export function emptySingle(layout: TableLayout): SingleTable {
  return build(layout, makeEntry(layout, null, blankFields(layout), false, undefined))
}

function build(layout: TableLayout, entry: Entry): SingleTable {
  return { kind: 'single', layout, entry, view: entry.record }
}

/** A single being changed by one batch of patches. */
export class SingleDraft {
  readonly #before: SingleTable
  #entry: Entry

  constructor(before: SingleTable, whole: boolean) {
    this.#before = before
    this.#entry = whole ? makeEntry(before.layout, null, blankFields(before.layout), false, before.entry) : before.entry
  }

  row(patch: RowPatch): void {
    const layout = this.#before.layout
    const entry = makeEntry(layout, null, patch.fields ?? blankFields(layout), patch.pending, this.#before.entry)
    this.#entry = entry
  }

  finish(): SingleTable {
    return this.#entry === this.#before.entry ? this.#before : build(this.#before.layout, this.#entry)
  }
}
