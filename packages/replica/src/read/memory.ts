import {
  Algebra,
  algebraOf,
  applyDelta,
  composeInto,
  createDelta,
  createState,
  loadAbsolute,
  type AnySchema,
  type ColumnId,
  type Delta,
  type Row,
  type Stamp,
  type State,
} from '@torsor/core'
import { rowFields, type RowPatch, type WordsPatch } from '@torsor/core/view'
import type { Nonce } from '@torsor/protocol'
import type { EditContext } from '../edits/intents.js'
import { freezeDraft } from '../edits/freeze.js'
import { provisionalStamp } from '../edits/resolve.js'
import { Accumulator } from '../outbox/accumulator.js'
import { contentOf } from '../outbox/entry.js'
import { Touched } from './touched.js'

export interface ReferencePlace {
  /** Null: no whole reference is held. */
  readonly nonce: Nonce | null
  readonly position: number
}

/** What a tab holds in memory: the reference, the accumulator, and READ, which is the one on top of the other. */
export class Memory implements EditContext {
  readonly schema: AnySchema
  readonly now: () => number
  readonly accumulator: Accumulator = new Accumulator()
  readonly touched: Touched = new Touched()
  reference: State = createState()
  place: ReferencePlace = { nonce: null, position: 0 }
  lastStamp: Stamp = 0

  constructor(schema: AnySchema, now: () => number) {
    this.schema = schema
    this.now = now
  }

  referenceRow(table: ColumnId, record: string): Row | undefined {
    return this.reference.delta.records.get(table)?.get(record)
  }

  /** READ without the open batches: what lifeless writes are resolved against. */
  frozenRow(table: ColumnId, record: string): Row | undefined {
    return this.accumulator.frozenRow(this.referenceRow(table, record), table, record)
  }

  baseRow(table: ColumnId, record: string): Row | undefined {
    return this.accumulator.baseRow(this.referenceRow(table, record), table, record)
  }

  readRow(table: ColumnId, record: string): Row | undefined {
    return this.accumulator.readRow(this.referenceRow(table, record), table, record)
  }

  readWord(table: ColumnId, index: number): bigint {
    const sums = algebraOf(table) === Algebra.sum
    let word = this.reference.delta.words.get(table)?.get(index) ?? 0n
    for (const layer of this.accumulator.wordLayers(table, index)) word = sums ? word + layer : word ^ layer
    return BigInt.asUintN(64, word)
  }

  openSegments(table: ColumnId, record: string): ReturnType<Accumulator['openSegments']> {
    return this.accumulator.openSegments(table, record)
  }

  earlierSegments(table: ColumnId, record: string): ReturnType<Accumulator['earlierSegments']> {
    return this.accumulator.earlierSegments(table, record)
  }

  isUncertain(table: ColumnId, record: string): boolean {
    return this.accumulator.isUncertain(table, record)
  }

  applyToReference(delta: Delta): void {
    applyDelta(this.reference, delta, this.touched)
  }

  loadIntoReference(absolute: Delta): void {
    loadAbsolute(this.reference, absolute, this.touched)
  }

  /** Everything may read differently. */
  touchAll(): void {
    this.touched.all(this.reference.delta)
    for (const entry of this.accumulator.entries) this.touched.all(contentOf(entry))
  }

  /** READ as one delta, for comparing replicas. */
  readDelta(): Delta {
    const read = createDelta()
    composeInto(read, this.reference.delta)
    for (const entry of this.accumulator.frozen) composeInto(read, entry.delta)
    for (const draft of this.accumulator.folds()) {
      const row = (table: ColumnId, record: string): Row | undefined => read.records.get(table)?.get(record)
      composeInto(
        read,
        freezeDraft(draft, row, () => undefined, provisionalStamp),
      )
    }
    return read
  }

  /** What changed since the last call, as the view wants it. */
  takePatches(): { rows: RowPatch[]; words: WordsPatch[] } {
    const taken = this.touched.take()
    const rows: RowPatch[] = []
    for (const [table, records] of taken.rows) for (const record of records) this.#patchRow(table, record, rows)
    const words: WordsPatch[] = []
    for (const [table, indices] of taken.words) this.#patchWords(table, [...indices], words)
    return { rows, words }
  }

  /** Everything READ holds, as patches in slices, for an empty view. */
  *allPatches(slice: number): Generator<{ rows: RowPatch[]; words: WordsPatch[] }> {
    this.touched.take()
    const whole = new Touched()
    whole.all(this.reference.delta)
    for (const entry of this.accumulator.frozen) whole.all(entry.delta)
    for (const draft of this.accumulator.folds()) whole.all(draft)
    const taken = whole.take()
    const words: WordsPatch[] = []
    for (const [table, indices] of taken.words) this.#patchWords(table, [...indices], words)
    let rows: RowPatch[] = []
    for (const [table, records] of taken.rows) {
      for (const record of records) {
        this.#patchRow(table, record, rows)
        if (rows.length < slice) continue
        yield { rows, words: [] }
        rows = []
      }
    }
    yield { rows, words }
  }

  #patchRow(table: ColumnId, record: string, out: RowPatch[]): void {
    const layout = this.schema.layout.byId.get(table)
    // A column of another version of the app: kept and synced, not shown.
    if (layout === undefined) return
    const fields = rowFields(layout, this.readRow(table, record))
    out.push({ table: layout.name, id: record, fields, pending: this.accumulator.isPending(table, record) })
  }

  #patchWords(table: ColumnId, indices: readonly number[], out: WordsPatch[]): void {
    const layout = this.schema.layout.byId.get(table)
    const length = layout?.length
    if (layout === undefined || length === undefined) return
    const shown = indices.filter((index) => index < length)
    out.push({
      table: layout.name,
      indices: Uint32Array.from(shown),
      values: BigUint64Array.from(shown, (index) => this.readWord(table, index)),
    })
  }
}
