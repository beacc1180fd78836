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

/** What a batch did to a collection, of all of which a consumer may hear separately. */
interface Effect {
  bornOrDied: boolean
  recordsChanged: boolean
  pendingChanged: boolean
}

/** A collection being changed by one batch of patches. */
export class CollectionDraft {
  readonly #before: CollectionTable
  readonly #whole: boolean
  readonly #entries: TreeDraft<Entry>
  readonly #pendingDeaths: TreeDraft<true>
  readonly #touched = new Set<string>()

  /** @param whole begins empty; the records before only lend their identities to equal ones. */
  constructor(before: CollectionTable, whole: boolean) {
    this.#before = before
    this.#whole = whole
    this.#entries = (whole ? Tree.empty<Entry>() : before.entries).draft()
    this.#pendingDeaths = (whole ? Tree.empty<true>() : before.pendingDeaths).draft()
  }

  row({ id, fields, pending }: RowPatch): void {
    this.#touched.add(id)
    if (fields === null) this.#entries.delete(id)
    else {
      // Identity comes from the view before the batch, so that a record which changes and changes back stays as it was.
      const known = this.#before.entries.get(id)
      this.#entries.set(id, makeEntry(this.#before.layout, id, fields, pending, known))
    }
    if (fields === null && pending) this.#pendingDeaths.set(id, true)
    else this.#pendingDeaths.delete(id)
  }

  /** The same table when nothing changed. */
  finish(): CollectionTable {
    const before = this.#before
    const entries = this.#entries.finish()
    const pendingDeaths = this.#pendingDeaths.finish()
    const { bornOrDied, recordsChanged, pendingChanged } = this.#effect(entries, pendingDeaths)
    if (!bornOrDied && !recordsChanged && !pendingChanged) return before
    const ids = bornOrDied ? { value: null } : before.ids
    const list = bornOrDied || recordsChanged ? { value: null } : before.list
    return build(before.layout, entries, pendingDeaths, ids, list)
  }

  #effect(entries: Tree<Entry>, pendingDeaths: Tree<true>): Effect {
    const before = this.#before
    const effect: Effect = { bornOrDied: false, recordsChanged: false, pendingChanged: false }
    const compare = (id: string): void => {
      const old = before.entries.get(id)
      const now = entries.get(id)
      if ((old === undefined) !== (now === undefined)) effect.bornOrDied = true
      if (old?.record !== now?.record) effect.recordsChanged = true
      if (old?.pending !== now?.pending || before.pendingDeaths.get(id) !== pendingDeaths.get(id)) effect.pendingChanged = true
    }
    for (const id of this.#touched) compare(id)
    if (this.#whole) {
      before.entries.forEach(compare)
      before.pendingDeaths.forEach(compare)
    }
    return effect
  }
}
