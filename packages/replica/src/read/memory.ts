import {
  Algebra,
  algebraOf,
  applyDelta,
  composeInto,
  createDelta,
  createState,
  loadAbsolute,
  sortUtf8,
  type AnySchema,
  type ColumnId,
  type Delta,
  type Row,
  type Stamp,
  type State,
  type TableLayout,
} from '@torsor/core'
import { blockOf, rowFields, type ColumnBlock, type RowPatch, type WordsPatch } from '@torsor/core/view'
import type { Nonce } from '@torsor/protocol'
import type { EditContext } from '../edits/intents.js'
import { freezeDraft } from '../edits/freeze.js'
import { provisionalStamp } from '../edits/resolve.js'
import { Accumulator } from '../outbox/accumulator.js'
import { contentOf } from '../outbox/entry.js'
import { Touched } from './touched.js'

/** A record that is not there. */
const noRow: Row = { life: 0, cells: new Map() }

export interface ReferencePlace {
  /** Null: no whole reference is held. */
  readonly nonce: Nonce | null
  readonly position: number
}

/** What changed, or all there is, as a view takes it. */
export interface Patches {
  readonly rows: (RowPatch | ColumnBlock)[]
  readonly words: WordsPatch[]
}

/** From so many rows of a table on they are told as blocks. */
const BLOCK_ROWS = 64

/** How many values, ids among them, a block holds at most: some milliseconds of work for the thread that takes it. */
const BLOCK_VALUES = 40_000

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

  /** What changed since the last call, as the view wants it: many rows of a table as blocks. */
  takePatches(): Patches {
    const taken = this.touched.take()
    const rows: (RowPatch | ColumnBlock)[] = []
    for (const [table, records] of taken.rows) {
      const layout = this.schema.layout.byId.get(table)
      // A column of another version of the app: kept and synced, not shown.
      if (layout === undefined) continue
      if (records.size < BLOCK_ROWS) for (const record of records) rows.push(this.#patchOf(layout, record))
      else
        rows.push(
          ...this.#blocksOf(layout, sortUtf8([...records]), BLOCK_VALUES, undefined, (record) => rows.push(this.#patchOf(layout, record))),
        )
    }
    const words: WordsPatch[] = []
    for (const [table, indices] of taken.words) this.#patchWords(table, [...indices], words)
    return { rows, words }
  }

  /** Everything READ holds, for an empty view, in slices of so many values. */
  *allPatches(values: number = BLOCK_VALUES): Generator<Patches> {
    this.touched.take()
    const layers = [this.reference.delta, ...this.accumulator.frozen.map((entry) => entry.delta), ...this.accumulator.folds()]
    const whole = new Touched()
    for (const layer of layers) whole.words(layer)
    const words: WordsPatch[] = []
    for (const [table, indices] of whole.take().words) this.#patchWords(table, [...indices], words)
    yield { rows: [], words }
    for (const layout of this.schema.layout.tables.values()) {
      const [first, ...others] = layers.flatMap(({ records }) => records.get(layout.id) ?? [])
      const more = new Set<string>()
      for (const records of others) for (const record of records.keys()) if (first?.has(record) === false) more.add(record)
      const reference = this.reference.delta.records.get(layout.id)
      // Where all are is known: nobody has to sort ids, and search for each.
      const places = reference !== undefined && first === reference && more.size === 0 ? reference.order() : undefined
      const ids = places?.map((at) => reference?.ids[at] as string) ?? sortUtf8([...(first?.keys() ?? []), ...more])
      for (const block of this.#blocksOf(layout, ids, values, places)) yield { rows: [block], words: [] }
    }
  }

  #patchOf(layout: TableLayout, id: string): RowPatch {
    const fields = rowFields(layout, this.readRow(layout.id, id))
    return { table: layout.name, id, fields, pending: this.accumulator.isPending(layout.id, id) }
  }

  /**
   * @param ids ascending.
   * @param places where each is in the reference.
   * @param dead is told of the records that are not alive.
   */
  *#blocksOf(
    layout: TableLayout,
    ids: readonly string[],
    values: number,
    places?: readonly number[],
    dead?: (id: string) => void,
  ): Generator<ColumnBlock> {
    const pendingIds = this.accumulator.pendingIds(layout.id)
    const upon = (id: string): Row | null => (pendingIds.has(id) ? (this.readRow(layout.id, id) ?? noRow) : null)
    const reference = this.reference.delta.records.get(layout.id)
    const length = Math.ceil(values / (layout.fields.length + 1))
    for (let from = 0; from < ids.length; from += length) {
      const slice = ids.slice(from, from + length)
      const block = blockOf(layout, slice, reference, pendingIds.size === 0 ? undefined : upon, places?.slice(from, from + length))
      if (dead !== undefined) {
        const alive = new Set(block.ids)
        for (const id of slice) if (!alive.has(id)) dead(id)
      }
      const pending = pendingIds.size === 0 ? [] : slice.filter((id) => pendingIds.has(id))
      yield pending.length === 0 ? block : { ...block, pending }
    }
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
