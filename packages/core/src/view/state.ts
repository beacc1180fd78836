import { TorsorError } from '../errors.js'
import type { AnySchema, ViewOf } from '../schema/index.js'
import type { ColumnBlock, RowPatch, WordsPatch } from './intent.js'
import { draftRecords, emptyRecords } from './records/records-table.js'
import type { RecordsDraft, RecordsTable } from './records/records-table.js'
import { draftWords, emptyWords } from './words/words-table.js'
import type { WordsDraft, WordsTable } from './words/words-table.js'

export type TableState = RecordsTable | WordsTable

/** All tables of a schema at one moment. Immutable; only `views` is for consumers. */
export interface ViewState<S extends AnySchema = AnySchema> {
  readonly schema: S
  /** What selectors read. A new object whenever any table changed. */
  readonly views: ViewOf<S>
  readonly tables: ReadonlyMap<string, TableState>
}

/** What READ now is, for the rows and words that changed. */
export interface ViewChanges {
  /** Forget every row and word first. */
  readonly whole: boolean
  /** In order: what comes later holds. */
  readonly rows: readonly (RowPatch | ColumnBlock)[]
  readonly words: readonly WordsPatch[]
}

/** The view of an empty space. */
export function createView<S extends AnySchema>(schema: S): ViewState<S> {
  const tables = [...schema.layout.tables].map(
    ([name, layout]) => [name, layout.kind === 'words' ? emptyWords(layout) : emptyRecords(layout)] as const,
  )
  return assemble(schema, new Map(tables))
}

/**
 * The view after these changes, at the cost of what they touch. Returns the same state when nothing changed; records,
 * fields and lists that did not change stay `===`.
 *
 * @throws TorsorError 'schema-mismatch' where a change does not fit the schema.
 */
export function applyChanges<S extends AnySchema>(state: ViewState<S>, { whole, rows, words }: ViewChanges): ViewState<S> {
  const drafts = new Map<string, RecordsDraft | WordsDraft>()
  const draftOf = (name: string): Partial<Omit<RecordsDraft & WordsDraft, 'finish'>> => {
    const table = state.tables.get(name) ?? refuse({ table: name })
    const draft = drafts.get(name) ?? (table.kind === 'words' ? draftWords(table, whole) : draftRecords(table.records, whole))
    drafts.set(name, draft)
    return draft
  }
  if (whole) for (const name of state.tables.keys()) draftOf(name)
  for (const patch of rows) (draftOf(patch.table).rows ?? refuse)(patch)
  for (const patch of words) (draftOf(patch.table).words ?? refuse)(patch)

  const changed = [...drafts].flatMap(([name, draft]) => {
    const table = draft.finish()
    return table === null ? [] : [[name, table] as const]
  })
  return changed.length === 0 ? state : assemble(state.schema, new Map([...state.tables, ...changed]))
}

/** @throws TorsorError 'schema-mismatch' where there is no such table of this kind. */
export function tableNamed<K extends TableState['kind']>(
  state: ViewState,
  table: string,
  kind: K,
): Extract<TableState, { readonly kind: K }> {
  const named = state.tables.get(table)
  return named?.kind === kind ? (named as never) : refuse({ table })
}

function refuse({ table }: { readonly table: string }): never {
  throw new TorsorError('schema-mismatch', `no such table "${table}" in this page's schema`, { data: { table } })
}

/** The one place where views take on the types that the schema promises. */
function assemble<S extends AnySchema>(schema: S, tables: ReadonlyMap<string, TableState>): ViewState<S> {
  const views = Object.fromEntries([...tables].map(([name, table]) => [name, table.view]))
  return { schema, views: Object.freeze(views) as unknown as ViewOf<S>, tables }
}
