import type { Intent, RowPatch, ViewState, WordsPatch } from '@torsor/core/view'

/** Rows, and words tables as a whole: a store may write all the words of its table. */
export interface Touched {
  readonly rows: Map<string, Set<string>>
  readonly words: Map<string, Set<number>>
}

export function touchedBy(intents: Iterable<Intent>): Touched {
  const touched: Touched = { rows: new Map(), words: new Map() }
  for (const intent of intents) touch(touched, intent)
  return touched
}

export function touch({ rows, words }: Touched, intent: Intent): void {
  switch (intent.type) {
    case 'store':
      for (let index = 0; index < intent.values.length; index++) setOf(words, intent.table).add(intent.offset + index)
      break
    case 'accumulate':
      setOf(words, intent.table).add(intent.index)
      break
    default:
      setOf(rows, intent.table).add(intent.id)
  }
}

export function touchPatches(
  { rows, words }: Touched,
  patches: { readonly rows: readonly RowPatch[]; readonly words: readonly WordsPatch[] },
): void {
  for (const { table, id } of patches.rows) setOf(rows, table).add(id)
  for (const { table, indices } of patches.words) for (const index of indices) setOf(words, table).add(index)
}

/** Whether the intent writes to one of these rows, or to a words table of which anything is touched. */
export function meets({ rows, words }: Touched, intent: Intent): boolean {
  return intent.type === 'store' || intent.type === 'accumulate' ? words.has(intent.table) : rows.get(intent.table)?.has(intent.id) === true
}

function setOf<T>(sets: Map<string, Set<T>>, table: string): Set<T> {
  let set = sets.get(table)
  if (set === undefined) sets.set(table, (set = new Set()))
  return set
}

/** What `state` holds of these rows and words, as changes that bring another view back to it. */
export function contentOf(
  state: ViewState,
  { rows, words }: Touched,
): { readonly rows: readonly RowPatch[]; readonly words: readonly WordsPatch[] } {
  return {
    rows: [...rows].flatMap(([table, ids]) => [...ids].map((id) => rowOf(state, table, id))),
    words: [...words].map(([table, indices]) => wordsOf(state, table, Uint32Array.from(indices))),
  }
}

function rowOf(state: ViewState, table: string, id: string): RowPatch {
  const content = state.tables.get(table)
  if (content?.kind === 'single') return { table, id, fields: content.entry.raw, pending: content.entry.pending }
  if (content?.kind !== 'collection') return { table, id, fields: null, pending: false }
  const entry = content.entries.get(id)
  return { table, id, fields: entry?.raw ?? null, pending: entry?.pending ?? content.view.isPending(id) }
}

function wordsOf(state: ViewState, table: string, indices: Uint32Array): WordsPatch {
  const content = state.tables.get(table)
  const chunks = content?.kind === 'words' ? content.chunks : []
  const chunkLength = chunks[0]?.length ?? 1
  const values = BigUint64Array.from(indices, (index) => chunks[Math.floor(index / chunkLength)]?.[index % chunkLength] ?? 0n)
  return { table, indices, values }
}
