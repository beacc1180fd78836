import type { AnySchema } from '../../schema/index.js'
import type { Intent, RowPatch } from '../intent.js'
import { blankFields } from '../records/raw.js'
import { applyChanges, mismatch, tableNamed } from '../state.js'
import type { ViewChanges, ViewState } from '../state.js'
import { wordAt } from '../words/words-table.js'
import { addToFields, hasElements, putElements, removeElements, setFields } from './row-edits.js'
import type { RawFields } from './row-edits.js'

/**
 * The view as it will be once the engine has applied these intents: a write shows at once, and what the engine says
 * later is no change. Touched records are pending. The cost follows what the intents touch.
 */
export function overlayIntents<S extends AnySchema>(state: ViewState<S>, intents: readonly Intent[]): ViewState<S> {
  return applyChanges(state, intentChanges(state, intents))
}

/** The same as changes: what the rows and words that these intents touch will be upon `state`. */
export function intentChanges(state: ViewState, intents: readonly Intent[]): ViewChanges {
  const overlay = new Overlay(state)
  for (const intent of intents) overlay.apply(intent)
  return overlay.changes()
}

class Overlay {
  readonly #state: ViewState
  readonly #rows = new Map<string, Map<string, RawFields | null>>()
  readonly #words = new Map<string, Map<number, bigint>>()

  constructor(state: ViewState) {
    this.#state = state
  }

  apply(intent: Intent): void {
    switch (intent.type) {
      case 'upsert':
        this.#edit(intent, (table, raw) => putElements(table, setFields(table, raw, intent.set), intent.put))
        break
      case 'update':
        this.#edit(intent, (table, raw) => setFields(table, raw, intent.set))
        break
      case 'add':
        this.#edit(intent, (table, raw) => addToFields(table, raw, intent.by))
        break
      case 'put':
        if (!this.#isSo(intent, true)) this.#edit(intent, (table, raw) => putElements(table, raw, intent.elements))
        break
      case 'remove':
        if (!this.#isSo(intent, false)) this.#edit(intent, (table, raw) => removeElements(table, raw, intent.elements))
        break
      case 'delete':
        if (this.#raw(intent.table, intent.id) !== null) this.#rowsOf(intent.table).set(intent.id, null)
        break
      case 'store':
        intent.values.forEach((word, at) => this.#wordsOf(intent.table).set(intent.offset + at, word))
        break
      case 'accumulate':
        this.#accumulate(intent.table, intent.index, intent.by)
        break
    }
  }

  changes(): ViewChanges {
    const rows: RowPatch[] = []
    for (const [table, records] of this.#rows) {
      for (const [id, fields] of records) rows.push({ table, id, fields, pending: true })
    }
    const words = [...this.#words].map(([table, changed]) => ({
      table,
      indices: Uint32Array.from(changed.keys()),
      values: BigUint64Array.from(changed.values()),
    }))
    return { whole: false, rows, words }
  }

  #edit(target: { readonly table: string; readonly id: string }, change: (table: Layout, raw: RawFields) => RawFields): void {
    const { layout } = tableNamed(this.#state, target.table)
    const raw = this.#raw(target.table, target.id) ?? blankFields(layout)
    this.#rowsOf(target.table).set(target.id, change(layout, raw))
  }

  #raw(name: string, id: string): RawFields | null {
    const edited = this.#rows.get(name)?.get(id)
    if (edited !== undefined) return edited
    const table = tableNamed(this.#state, name)
    switch (table.kind) {
      case 'collection':
        return table.entries.get(id)?.raw ?? null
      case 'single':
        return table.entry.raw
      case 'words':
        throw mismatch(name)
    }
  }

  /**
   * Whether the elements of a put are all there already, or those of a remove all absent: the engine then writes
   * nothing, not even a record that the view does not hold and from which something was to be removed.
   */
  #isSo(intent: Extract<Intent, { readonly type: 'put' | 'remove' }>, present: boolean): boolean {
    const { layout } = tableNamed(this.#state, intent.table)
    const raw = this.#raw(intent.table, intent.id)
    return hasElements(layout, raw ?? blankFields(layout), intent.elements, present)
  }

  #accumulate(name: string, index: number, by: bigint): void {
    const table = tableNamed(this.#state, name)
    if (table.kind !== 'words') throw mismatch(name)
    const changed = this.#wordsOf(name)
    const word = changed.get(index) ?? wordAt(table, index)
    changed.set(index, BigInt.asUintN(64, table.layout.merge === 'sum' ? word + by : word ^ by))
  }

  #rowsOf(table: string): Map<string, RawFields | null> {
    let rows = this.#rows.get(table)
    if (rows === undefined) this.#rows.set(table, (rows = new Map<string, RawFields | null>()))
    return rows
  }

  #wordsOf(table: string): Map<number, bigint> {
    let words = this.#words.get(table)
    if (words === undefined) this.#words.set(table, (words = new Map<number, bigint>()))
    return words
  }
}

type Layout = ReturnType<typeof tableNamed>['layout']
