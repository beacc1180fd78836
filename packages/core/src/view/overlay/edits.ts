import type { AnySchema } from '../../schema/index.js'
import type { Intent, RowPatch, WordsPatch } from '../intent.js'
import { isPending, rawFields } from '../records/records.js'
import { applyChanges, tableNamed } from '../state.js'
import type { ViewChanges, ViewState } from '../state.js'
import { wordIn } from '../words/chunks.js'
import { editFields } from './edit-fields.js'

/** What some rows and words will be once intents are applied to a view that stays as it is. The cost follows what is touched. */
export interface Edits {
  /** Takes up the rows and words of this as the view holds them. */
  touch(target: Intent | RowPatch | WordsPatch): void
  /** Whether the intent writes to a row that was taken up, or to a words table of which anything was. */
  touches(intent: Intent): boolean
  apply(intent: Intent): void
  /** Everything taken up. */
  changes(): ViewChanges
}

/**
 * The view as it will be once the engine has applied these intents: a write shows at once, and what the engine says
 * later is no change. Touched records are pending.
 */
export function overlayIntents<S extends AnySchema>(state: ViewState<S>, intents: readonly Intent[]): ViewState<S> {
  const edits = createEdits(state)
  intents.forEach(edits.apply)
  return applyChanges(state, edits.changes())
}

export function createEdits(state: ViewState): Edits {
  const rows = new Map<string, Map<string, RowPatch>>()
  const words = new Map<string, Map<number, bigint>>()

  const rowOf = (table: string, id: string): RowPatch => {
    const { records } = tableNamed(state, table, 'records')
    const edited = mapIn(rows, table)
    const row = edited.get(id) ?? { table, id, fields: rawFields(records, id), pending: isPending(records, id) }
    edited.set(id, row)
    return row
  }
  const wordOf = (table: string, index: number): bigint => {
    const edited = mapIn(words, table)
    const word = edited.get(index) ?? wordIn(tableNamed(state, table, 'words').chunks, index)
    edited.set(index, word)
    return word
  }

  return {
    touch(target) {
      const { table } = target
      if ('id' in target) rowOf(table, target.id)
      else for (const index of indicesOf(target)) wordOf(table, index)
    },
    touches: (intent) => ('id' in intent ? rows.get(intent.table)?.has(intent.id) === true : words.has(intent.table)),
    apply(intent) {
      const { table } = intent
      if (intent.type === 'store') {
        intent.values.forEach((word, at) => mapIn(words, table).set(intent.offset + at, word))
      } else if (intent.type === 'accumulate') {
        const word = wordOf(table, intent.index)
        const { merge } = tableNamed(state, table, 'words').layout
        mapIn(words, table).set(intent.index, BigInt.asUintN(64, merge === 'sum' ? word + intent.by : word ^ intent.by))
      } else {
        const row = rowOf(table, intent.id)
        const fields = editFields(tableNamed(state, table, 'records').records.layout, row.fields, intent)
        if (fields !== row.fields) mapIn(rows, table).set(intent.id, { ...row, fields, pending: true })
      }
    },
    changes: () => ({
      whole: false,
      rows: [...rows.values()].flatMap((edited) => [...edited.values()]),
      words: [...words].map(([table, edited]) => ({
        table,
        indices: Uint32Array.from(edited.keys()),
        values: BigUint64Array.from(edited.values()),
      })),
    }),
  }
}

function indicesOf(target: Exclude<Intent, { readonly id: string }> | WordsPatch): Iterable<number> {
  if ('indices' in target) return target.indices
  return target.type === 'store' ? Array.from(target.values, (_, at) => target.offset + at) : [target.index]
}

function mapIn<K, V>(maps: Map<string, Map<K, V>>, table: string): Map<K, V> {
  const map = maps.get(table) ?? new Map<K, V>()
  maps.set(table, map)
  return map
}
