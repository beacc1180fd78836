import {
  applyDelta,
  collection,
  createDelta,
  createState,
  decodeDelta,
  decodeState,
  defineSchema,
  encodeDelta,
  encodeState,
  register,
  stampOf,
  stateDigest,
  Table,
  type AnySchema,
  type Cell,
  type ColumnId,
  type Delta,
  type Row,
  type Stamp,
  type State,
  type TableLayout,
} from '@torsor/core'
import { applyChanges, blockOf, createView } from '@torsor/core/view'
import type { Edit, Fields, Item, MapFormat, MapValue, Records, RecordsFormat } from '../library.js'

/** Core alone: states, deltas and the view, as replica and relay use them. Everything of it that is benchmarked is in this file. */

/** Packets after which a relay says its digest, and a replica compares its own. */
const DIGEST_EVERY = 64

const started = Date.UTC(2026, 0, 1)
/** Of a record that was inserted and never deleted. */
const alive = 1

export function schemaOf(fields: readonly string[]): AnySchema {
  return defineSchema({ items: collection(Object.fromEntries(fields.map((field) => [field, register<string | number>(0)]))) }) as AnySchema
}

export function itemsLayout(schema: AnySchema): TableLayout {
  const layout = schema.layout.tables.get('items')
  if (layout === undefined) throw new RangeError('No table of items.')
  return layout
}

function registerColumn(layout: TableLayout, field: string): ColumnId {
  const column = layout.fieldByName.get(field)?.lww ?? null
  if (column === null) throw new RangeError(`No register ${field}.`)
  return column
}

/** What freezing makes of writes to registers of living records. */
export function registersDelta(layout: TableLayout, edits: readonly Edit[], nextStamp: () => Stamp): Delta {
  const rows = new Map<string, Row>()
  for (const { id, field, value } of edits) {
    let row = rows.get(id)
    if (row === undefined) rows.set(id, (row = { life: alive, cells: new Map<ColumnId, Cell>() }))
    row.cells.set(registerColumn(layout, field), { stamp: nextStamp(), value })
  }
  const delta = createDelta()
  delta.records.set(layout.id, Table.of(rows))
  return delta
}

/** The cells of one batch follow each other; batches come some 40 ms apart. */
function createStamps(): { readonly next: () => Stamp; readonly pause: () => void } {
  let now = started
  let last = stampOf(now)
  return {
    next: () => (last += 1),
    pause: () => {
      now += 40
      last = Math.max(last + 1, stampOf(now))
    },
  }
}

function recordsOf(state: State, schema: AnySchema): Records {
  const layout = itemsLayout(schema)
  const stamps = createStamps()
  /** What an app reads: made when somebody asks, as a replica makes it of its reference once. */
  let view: ItemsView | null = null
  let applied = 0
  const shown = (): ItemsView => (view ??= viewOf(state, schema, layout))
  const write = (edits: readonly Edit[]): Uint8Array => {
    const delta = registersDelta(layout, edits, stamps.next)
    stamps.pause()
    const bytes = encodeDelta(delta)
    applyDelta(state, delta)
    view = null
    return bytes
  }
  return {
    insert: (items) => void write(items.flatMap(editsOf)),
    update: write,
    apply: (update) => {
      applyDelta(state, decodeDelta(update))
      view = null
      // What is only owed to the digest has to be paid now and then.
      if (++applied % DIGEST_EVERY === 0) stateDigest(state)
    },
    encode: () => encodeState(state),
    read: (id) => shown().get(id),
    readAll: (visit) => {
      for (const record of shown().list()) visit(record.id, record)
    },
  }
}

interface ItemsView {
  get(id: string): Fields | undefined
  list(): readonly (Fields & { id: string })[]
}

function viewOf(state: State, schema: AnySchema, layout: TableLayout): ItemsView {
  const table = state.delta.records.get(layout.id) ?? new Table()
  const places = table.order()
  const ids = places.map((at) => table.ids[at] ?? '')
  const block = blockOf(layout, ids, table, undefined, places)
  return (applyChanges(createView(schema), { whole: true, rows: [block], words: [] }).views as unknown as { items: ItemsView }).items
}

function editsOf({ id, fields }: Item): Edit[] {
  return Object.entries(fields).map(([field, value]) => ({ id, field, value }))
}

export const recordsFormat: RecordsFormat = {
  variant: '',
  create: (fields) => recordsOf(createState(), schemaOf(fields)),
  open: (bytes, fields) => recordsOf(decodeState(bytes), schemaOf(fields)),
}

/** A collection of registers, as its ids may be any, like the keys of a map. */
const mapSchema = defineSchema({ items: collection({ value: register<MapValue>(0) }) }) as AnySchema

export const mapFormat: MapFormat = {
  variant: '',
  update: (client, value) => {
    const layout = itemsLayout(mapSchema)
    const delta = registersDelta(layout, [{ id: 'v', field: 'value', value: value as string }], () => stampOf(started) + client * 977)
    return encodeDelta(delta)
  },
  createTarget: () => {
    const layout = itemsLayout(mapSchema)
    const state = createState()
    return {
      applyAll: (updates) => {
        for (const update of updates) applyDelta(state, decodeDelta(update))
      },
      encode: () => encodeState(state),
      read: () => viewOf(state, mapSchema, layout).get('v')?.['value'],
    }
  },
}
