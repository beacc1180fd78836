import {
  nextStamp,
  TorsorError,
  WordMap,
  type AnySchema,
  type ColumnId,
  type FieldLayout,
  type Row,
  type Stamp,
  type TableLayout,
  type Value,
} from '@torsor/core'
import { rowFields, type Intent, type IntentValue } from '@torsor/core/view'
import { createDraft, type Draft, type DraftCell, type DraftElements, type DraftLww } from './draft.js'
import { lwwOf, RecordEditor, type Ground } from './record.js'

export interface EditContext extends Ground {
  readonly schema: AnySchema
  readWord(table: ColumnId, index: number): bigint
  /** The device's clock, in ms. */
  now(): number
  /** The last stamp this device gave; moves on. */
  lastStamp: Stamp
}

/** Turns what a mutator asked for into a draft, against READ as it is now. Pure but for the clock and the last stamp. */
export function draftOf(intents: readonly Intent[], context: EditContext): Draft {
  const draft = createDraft()
  // One stamp for all: it orders the writes of a cell, and what is equal costs next to nothing in a packet.
  context.lastStamp = nextStamp(context.lastStamp, context.now())
  for (const intent of intents) {
    const table = context.schema.layout.tables.get(intent.table)
    if (table === undefined)
      throw new TorsorError('unknown-field', `the schema has no "${intent.table}"`, { data: { table: intent.table } })
    if (intent.type === 'store' || intent.type === 'accumulate') writeWords(intent, table, draft, context)
    else writeRecord(intent, table, draft, context)
  }
  return draft
}

type WordsIntent = Extract<Intent, { type: 'store' | 'accumulate' }>
type RecordIntent = Exclude<Intent, WordsIntent>

function writeWords(intent: WordsIntent, table: TableLayout, draft: Draft, context: EditContext): void {
  let words = draft.words.get(table.id)
  if (words === undefined) draft.words.set(table.id, (words = new WordMap()))
  const sums = table.merge === 'sum'
  const accumulate = (index: number, by: bigint): void => {
    const before = words.get(index) ?? 0n
    words.set(index, BigInt.asUintN(64, sums ? before + by : before ^ by))
  }
  if (intent.type === 'accumulate') return accumulate(intent.index, intent.by)
  intent.values.forEach((value, i) => {
    const index = intent.offset + i
    const open = words.get(index) ?? 0n
    const read = context.readWord(table.id, index)
    const shown = BigInt.asUintN(64, sums ? read + open : read ^ open)
    if (shown !== value) accumulate(index, sums ? value - shown : shown ^ value)
  })
}

function writeRecord(intent: RecordIntent, table: TableLayout, draft: Draft, context: EditContext): void {
  const editor = new RecordEditor(context, draft, table.id, intent.id, table.kind === 'single')
  const write = new RecordWriter(editor, table, context)
  switch (intent.type) {
    case 'upsert':
      editor.open()
      write.set(intent.set)
      write.put(intent.put)
      break
    case 'update':
      write.set(intent.set)
      break
    case 'add':
      write.add(intent.by)
      break
    case 'put':
      write.put(intent.elements)
      break
    case 'remove':
      write.remove(intent.elements)
      break
    case 'delete':
      if (editor.alive()) editor.kill()
      break
    default:
      intent satisfies never
  }
  editor.discardIfEmpty(draft)
}

class RecordWriter {
  readonly #editor: RecordEditor
  readonly #table: TableLayout
  readonly #context: EditContext

  constructor(editor: RecordEditor, table: TableLayout, context: EditContext) {
    this.#editor = editor
    this.#table = table
    this.#context = context
  }

  set(values: Readonly<Record<string, IntentValue>>): void {
    for (const [name, value] of Object.entries(values)) {
      const field = this.#field(name)
      if (field.kind === 'register') this.#writeLww(column(field.lww), null, value)
      else if (field.kind === 'counter') this.#writeBase(field, value as bigint)
      else if (field.kind === 'tally')
        for (const [element, amount] of Object.entries(value as Record<string, bigint>)) this.#writeTallyBase(field, element, amount)
      else this.#writeExtremum(field, value as number)
    }
  }

  add(amounts: Readonly<Record<string, bigint | Readonly<Record<string, bigint>>>>): void {
    for (const [name, amount] of Object.entries(amounts)) {
      const field = this.#field(name)
      if (typeof amount === 'bigint') {
        const cells = this.#editor.open()
        const id = column(field.sum)
        cells.set(id, BigInt.asIntN(64, ((cells.get(id) as bigint | undefined) ?? 0n) + amount))
        continue
      }
      const sums = mapAt<bigint>(this.#editor.open(), column(field.sumBy))
      for (const [element, by] of Object.entries(amount)) sums.set(element, BigInt.asIntN(64, (sums.get(element) ?? 0n) + by))
    }
  }

  put(elements: Readonly<Record<string, readonly string[]>>): void {
    for (const [name, list] of Object.entries(elements)) for (const element of list) this.#writeElement(this.#field(name), element, true)
  }

  remove(elements: Readonly<Record<string, readonly string[]>>): void {
    for (const [name, list] of Object.entries(elements)) for (const element of list) this.#writeElement(this.#field(name), element, false)
  }

  #field(name: string): FieldLayout {
    const field = this.#table.fieldByName.get(name)
    if (field === undefined)
      throw new TorsorError('unknown-field', `"${this.#table.name}" has no field "${name}"`, {
        data: { table: this.#table.name, field: name },
      })
    return field
  }

  #writeLww(id: ColumnId, element: string | null, value: Value): void {
    const cells = this.#editor.open()
    const shown = lwwOf(this.#editor.row(), id, element)
    const open = this.#editor.openLww(id, element)
    const stamp = Math.max(this.#context.lastStamp, (shown?.stamp ?? 0) + 1)
    const cell: DraftLww = { stamp, value, over: open?.over ?? shown?.stamp ?? 0 }
    if (element === null) cells.set(id, cell)
    else mapAt<DraftLww>(cells, id).set(element, cell)
  }

  /** A counter that is said to be `value` gets the base which makes it so beside the sum seen (section "laws"). */
  #writeBase(field: FieldLayout, value: bigint): void {
    this.#editor.open()
    const seen = (this.#editor.row()?.cells.get(column(field.sum)) as bigint | undefined) ?? 0n
    this.#writeLww(column(field.lww), null, BigInt.asIntN(64, value - seen))
  }

  #writeTallyBase(field: FieldLayout, element: string, value: bigint): void {
    this.#editor.open()
    const sums = this.#editor.row()?.cells.get(column(field.sumBy)) as Map<string, bigint> | undefined
    this.#writeLww(column(field.lwwBy), element, BigInt.asIntN(64, value - (sums?.get(element) ?? 0n)))
  }

  #writeExtremum(field: FieldLayout, value: number): void {
    const cells = this.#editor.open()
    const id = column(field.extremum)
    const before = cells.get(id) as number | undefined
    cells.set(id, before === undefined ? value : field.kind === 'max' ? Math.max(before, value) : Math.min(before, value))
  }

  #isDerived(field: FieldLayout, row: Row | undefined, element: string): boolean {
    return field.was !== null && (rowFields(this.#table, row)?.[field.index] as readonly string[] | undefined)?.includes(element) === true
  }

  #writeElement(field: FieldLayout, element: string, present: boolean): void {
    const id = column(field.life)
    const row = this.#editor.alive() ? this.#editor.row() : undefined
    const shown = (row?.cells.get(id) as Map<string, number> | undefined)?.get(element)
    // One that is only derived has no life yet: taking it out gives it one, and ends that.
    const shownPresent = shown === undefined ? this.#isDerived(field, row, element) : shown % 2 === 1
    if (!present && !shownPresent) return
    const rank = this.#editor.openRank(id, element)
    if (rank === undefined && shown !== undefined && !this.#editor.isElementUncertain(id, element)) {
      if (present !== shownPresent) elementsAt(this.#editor.open(), id).held.set(element, shown + 1)
      return
    }
    const next = rank === undefined ? (present ? 0 : 1) : (rank % 2 === 0) === present ? rank : rank + 1
    elementsAt(this.#editor.open(), id).unheld.set(element, next)
  }
}

function column(id: ColumnId | null): ColumnId {
  if (id === null) throw new TorsorError('wrong-verb', 'this verb does not fit the field')
  return id
}

function mapAt<T extends bigint | DraftLww>(cells: Map<ColumnId, DraftCell>, id: ColumnId): Map<string, T> {
  let map = cells.get(id) as Map<string, T> | undefined
  if (map === undefined) cells.set(id, (map = new Map<string, T>()) as DraftCell)
  return map
}

function elementsAt(cells: Map<ColumnId, DraftCell>, id: ColumnId): DraftElements {
  let elements = cells.get(id) as DraftElements | undefined
  if (elements === undefined) cells.set(id, (elements = { held: new Map(), unheld: new Map() }))
  return elements
}
