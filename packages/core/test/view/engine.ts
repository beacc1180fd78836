import { Algebra, algebraOf } from '../../src/cell/column.js'
import type { ColumnId } from '../../src/cell/column.js'
import { createDelta } from '../../src/delta/delta.js'
import type { Cell, Lww, Row } from '../../src/delta/types.js'
import { Table } from '../../src/delta/table.js'
import { WordMap } from '../../src/delta/word-map.js'
import type { FieldLayout, TableLayout } from '../../src/schema/index.js'
import { applyDelta, createState } from '../../src/state/state.js'
import type { State } from '../../src/state/state.js'
import type { Value } from '../../src/value/index.js'
import { rowFields } from '../../src/view/index.js'
import type { Intent, ViewChanges } from '../../src/view/index.js'
import { schema } from './schema.js'

type RecordIntent = Exclude<Intent, { readonly type: 'store' | 'accumulate' }>

/** An engine of one device in the plainest way: each intent becomes a delta against READ, by the laws of the algebras. */
export class Engine {
  readonly #state: State = createState()
  #stamp = 0

  apply(intents: readonly Intent[]): void {
    for (const intent of intents) {
      const delta = createDelta()
      const table = layoutOf(intent.table)
      if (intent.type === 'store')
        intent.values.forEach((word, at) =>
          this.#word(
            delta.words,
            table,
            intent.offset + at,
            (old) => word - old,
            (old) => word ^ old,
          ),
        )
      else if (intent.type === 'accumulate')
        this.#word(
          delta.words,
          table,
          intent.index,
          () => intent.by,
          () => intent.by,
        )
      else {
        const row = this.#rowOf(table, intent)
        if (row !== null) delta.records.set(table.id, Table.of([[intent.id, row]]))
      }
      applyDelta(this.#state, delta)
    }
  }

  /** All that READ is, as what fills an empty view. */
  changes(): ViewChanges {
    const rows = [...this.#state.delta.records].flatMap(([id, records]) =>
      [...records].map(([record, row]) => ({ table: tableOf(id).name, id: record, fields: rowFields(tableOf(id), row), pending: false })),
    )
    const words = [...this.#state.delta.words].map(([id, map]) => {
      const entries: [number, bigint][] = []
      map.forEach((index) => entries.push([index, map.get(index) ?? 0n]))
      return {
        table: tableOf(id).name,
        indices: Uint32Array.from(entries, (entry) => entry[0]),
        values: BigUint64Array.from(entries, (entry) => BigInt.asUintN(64, entry[1])),
      }
    })
    // As they arrive from another thread.
    return structuredClone({ whole: true, rows, words })
  }

  #word(
    words: Map<ColumnId, WordMap>,
    table: TableLayout,
    index: number,
    sum: (old: bigint) => bigint,
    xor: (old: bigint) => bigint,
  ): void {
    const old = BigInt.asUintN(64, this.#state.delta.words.get(table.id)?.get(index) ?? 0n)
    const by = algebraOf(table.id) === Algebra.sum ? sum(old) : xor(old)
    let map = words.get(table.id)
    if (map === undefined) words.set(table.id, (map = new WordMap()))
    if (BigInt.asUintN(64, by) !== 0n) map.set(index, BigInt.asUintN(64, by))
  }

  #rowOf(table: TableLayout, intent: RecordIntent): Row | null {
    const row = this.#state.delta.records.get(table.id)?.get(intent.id)
    const isAlive = (row?.life ?? 0) % 2 === 1
    if (intent.type === 'delete') return isAlive && row !== undefined ? { life: row.life + 1, cells: new Map() } : null
    const seen: ReadonlyMap<ColumnId, Cell> = (isAlive && row?.cells) || new Map()
    const cells = new Map<ColumnId, Cell>()
    if (intent.type === 'upsert' || intent.type === 'update') {
      for (const [name, value] of Object.entries(intent.set)) this.#set(fieldOf(table, name), value, seen, cells)
    }
    if (intent.type === 'add') for (const [name, by] of Object.entries(intent.by)) add(fieldOf(table, name), by, cells)
    const elements = intent.type === 'upsert' ? intent.put : intent.type === 'put' || intent.type === 'remove' ? intent.elements : {}
    for (const [name, list] of Object.entries(elements)) putOrRemove(fieldOf(table, name), list, intent.type !== 'remove', seen, cells)
    if (cells.size === 0 && intent.type !== 'upsert') return null
    return { life: isAlive ? (row?.life ?? 1) : (row?.life ?? 0) + 1, cells }
  }

  #set(field: FieldLayout, value: unknown, seen: ReadonlyMap<ColumnId, Cell>, cells: Map<ColumnId, Cell>): void {
    const base = (shown: bigint, sum: bigint): Lww => ({ stamp: ++this.#stamp, value: BigInt.asIntN(64, shown - sum) })
    if (field.kind === 'register') cells.set(column(field.lww), { stamp: ++this.#stamp, value: value as Value })
    else if (field.kind === 'counter')
      cells.set(column(field.lww), base(value as bigint, (seen.get(column(field.sum)) as bigint | undefined) ?? 0n))
    else if (field.kind === 'tally') {
      const sums = seen.get(column(field.sumBy)) as Map<string, bigint> | undefined
      const bases = Object.entries(value as Record<string, bigint>).map(
        ([element, shown]) => [element, base(shown, sums?.get(element) ?? 0n)] as const,
      )
      if (bases.length > 0) cells.set(column(field.lwwBy), new Map(bases))
    } else cells.set(column(field.extremum), value as number)
  }
}

function add(field: FieldLayout, by: bigint | Readonly<Record<string, bigint>>, cells: Map<ColumnId, Cell>): void {
  if (typeof by === 'bigint') cells.set(column(field.sum), by)
  else cells.set(column(field.sumBy), new Map(Object.entries(by)))
}

function putOrRemove(
  field: FieldLayout,
  list: readonly string[],
  isPresent: boolean,
  seen: ReadonlyMap<ColumnId, Cell>,
  cells: Map<ColumnId, Cell>,
): void {
  const lives = (seen.get(column(field.life)) as Map<string, number> | undefined) ?? new Map<string, number>()
  const changed = list.filter((element) => ((lives.get(element) ?? 0) % 2 === 1) !== isPresent)
  if (changed.length > 0) cells.set(column(field.life), new Map(changed.map((element) => [element, (lives.get(element) ?? 0) + 1])))
}

function layoutOf(name: string): TableLayout {
  const table = schema.layout.tables.get(name)
  if (table === undefined) throw new Error(`no table ${name}`)
  return table
}

function tableOf(id: ColumnId): TableLayout {
  const table = schema.layout.byId.get(id)
  if (table === undefined) throw new Error(`no table ${id}`)
  return table
}

function fieldOf(table: TableLayout, name: string): FieldLayout {
  const field = table.fieldByName.get(name)
  if (field === undefined) throw new Error(`no field ${name}`)
  return field
}

function column(id: ColumnId | null): ColumnId {
  if (id === null) throw new Error('not a column of this kind of field')
  return id
}
