import type { TableLayout } from '../../schema/index.js'
import type { RowPatch } from '../intent.js'
import { Tree } from '../tree/tree.js'
import type { TreeDraft } from '../tree/tree.js'
import { RecordsView } from './collection-view.js'
import type { Lazy } from './collection-view.js'
import { makeEntry } from './entry.js'
import type { Entry } from './entry.js'

export interface CollectionTable {
  readonly kind: 'collection'
  readonly layout: TableLayout
  readonly entries: Tree<Entry>
  readonly pendingDeaths: Tree<true>
  readonly ids: Lazy<string>
  readonly list: Lazy<object>
  readonly view: RecordsView
}

export function emptyCollection(layout: TableLayout): CollectionTable {
  return build(layout, Tree.empty(), Tree.empty(), { value: null }, { value: null })
}

function build(
  layout: TableLayout,
  entries: Tree<Entry>,
  pendingDeaths: Tree<true>,
  ids: Lazy<string>,
  list: Lazy<object>,
): CollectionTable {
  const view = new RecordsView(entries, pendingDeaths, ids, list)
  return { kind: 'collection', layout, entries, pendingDeaths, ids, list, view }
}

/** A collection being changed by one batch of patches. */
export class CollectionDraft {
  readonly #before: CollectionTable
  readonly #whole: boolean
  readonly #entries: TreeDraft<Entry>
  readonly #pendingDeaths: TreeDraft<true>
  #bornOrDied = false
  #recordsChanged = false

  /** @param whole begins empty; the records before only lend their identities to equal ones. */
  constructor(before: CollectionTable, whole: boolean) {
    this.#before = before
    this.#whole = whole
    this.#entries = (whole ? Tree.empty<Entry>() : before.entries).draft()
    this.#pendingDeaths = (whole ? Tree.empty<true>() : before.pendingDeaths).draft()
  }

  row(patch: RowPatch): void {
    const current = this.#entries.get(patch.id)
    if (patch.fields === null) {
      if (current !== undefined) {
        this.#entries.delete(patch.id)
        this.#bornOrDied = true
      }
      if (patch.pending !== (this.#pendingDeaths.get(patch.id) ?? false)) {
        if (patch.pending) this.#pendingDeaths.set(patch.id, true)
        else this.#pendingDeaths.delete(patch.id)
      }
      return
    }
    const known = current ?? (this.#whole ? this.#before.entries.get(patch.id) : undefined)
    const entry = makeEntry(this.#before.layout, patch.id, patch.fields, patch.pending, known)
    this.#pendingDeaths.delete(patch.id)
    if (entry === current) return
    this.#entries.set(patch.id, entry)
    if (current === undefined) this.#bornOrDied = true
    else if (current.record !== entry.record) this.#recordsChanged = true
  }

  /** The same table when nothing changed. */
  finish(): CollectionTable {
    const before = this.#before
    const entries = this.#entries.finish()
    const pendingDeaths = this.#pendingDeaths.finish()
    if (this.#whole) return this.#finishWhole(entries, pendingDeaths)
    if (entries === before.entries && pendingDeaths === before.pendingDeaths) return before
    const ids = this.#bornOrDied ? { value: null } : before.ids
    const list = this.#bornOrDied || this.#recordsChanged ? { value: null } : before.list
    return build(before.layout, entries, pendingDeaths, ids, list)
  }

  #finishWhole(entries: Tree<Entry>, pendingDeaths: Tree<true>): CollectionTable {
    const before = this.#before
    const sameIds = covers(before.entries, entries, () => true)
    const sameRecords = sameIds && covers(before.entries, entries, (a, b) => a.record === b.record)
    const sameEntries = sameRecords && covers(before.entries, entries, (a, b) => a === b)
    if (sameEntries && covers(before.pendingDeaths, pendingDeaths, () => true)) return before
    return build(before.layout, entries, pendingDeaths, sameIds ? before.ids : { value: null }, sameRecords ? before.list : { value: null })
  }
}

function covers<V>(a: Tree<V>, b: Tree<V>, same: (a: V, b: V) => boolean): boolean {
  let equal = a.size === b.size
  a.forEach((key, value) => {
    if (!equal) return
    const other = b.get(key)
    equal = other !== undefined && same(value, other)
  })
  return equal
}
