import { TorsorError } from '../errors.js'
import type { AnySchema, TableLayout, ViewOf } from '../schema/index.js'
import type { RowPatch, WordsPatch } from './intent.js'
import { CollectionDraft, emptyCollection } from './records/collection-table.js'
import type { CollectionTable } from './records/collection-table.js'
import { emptySingle, SingleDraft } from './records/single-table.js'
import type { SingleTable } from './records/single-table.js'
import { emptyWords, WordsDraft } from './words/words-table.js'
import type { WordsTable } from './words/words-table.js'

export type TableState = CollectionTable | SingleTable | WordsTable

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
  readonly rows: readonly RowPatch[]
  readonly words: readonly WordsPatch[]
}

/** The view of an empty space. */
export function createView<S extends AnySchema>(schema: S): ViewState<S> {
  return assemble(schema, new Map([...schema.layout.tables].map(([name, layout]) => [name, emptyTable(layout)])))
}

/**
 * The view after these changes, at the cost of what they touch. Returns the same state when nothing changed; records,
 * fields and lists that did not change stay `===`.
 *
 * @throws TorsorError 'schema-mismatch' where a patch does not fit the schema.
 */
export function applyChanges<S extends AnySchema>(state: ViewState<S>, changes: ViewChanges): ViewState<S> {
  const drafts = new Map<string, CollectionDraft | SingleDraft | WordsDraft>()
  const draftOf = (name: string): CollectionDraft | SingleDraft | WordsDraft => {
    let draft = drafts.get(name)
    if (draft === undefined) drafts.set(name, (draft = draftTable(tableNamed(state, name), changes.whole)))
    return draft
  }
  if (changes.whole) for (const name of state.tables.keys()) draftOf(name)
  for (const patch of changes.rows) {
    const draft = draftOf(patch.table)
    if (draft instanceof WordsDraft) throw mismatch(patch.table)
    draft.row(patch)
  }
  for (const patch of changes.words) {
    const draft = draftOf(patch.table)
    if (!(draft instanceof WordsDraft)) throw mismatch(patch.table)
    draft.words(patch)
  }
  return finish(state, drafts)
}

export function tableNamed(state: ViewState, name: string): TableState {
  const table = state.tables.get(name)
  if (table === undefined) throw mismatch(name)
  return table
}

export function mismatch(table: string): TorsorError<'schema-mismatch'> {
  return new TorsorError('schema-mismatch', `this page's schema has no such table "${table}"`, { data: { table } })
}

function finish<S extends AnySchema>(
  state: ViewState<S>,
  drafts: ReadonlyMap<string, CollectionDraft | SingleDraft | WordsDraft>,
): ViewState<S> {
  const tables = new Map(state.tables)
  let changed = false
  for (const [name, draft] of drafts) {
    const table = draft.finish()
    changed ||= table !== tables.get(name)
    tables.set(name, table)
  }
  return changed ? assemble(state.schema, tables) : state
}

function emptyTable(layout: TableLayout): TableState {
  switch (layout.kind) {
    case 'collection':
      return emptyCollection(layout)
    case 'single':
      return emptySingle(layout)
    case 'words':
      return emptyWords(layout)
  }
}

function draftTable(table: TableState, whole: boolean): CollectionDraft | SingleDraft | WordsDraft {
  switch (table.kind) {
    case 'collection':
      return new CollectionDraft(table, whole)
    case 'single':
      return new SingleDraft(table, whole)
    case 'words':
      return new WordsDraft(table, whole)
  }
}

/** The one place where views take on the types that the schema promises. */
function assemble<S extends AnySchema>(schema: S, tables: ReadonlyMap<string, TableState>): ViewState<S> {
  const views = Object.fromEntries([...tables].map(([name, table]) => [name, table.view]))
  return { schema, views: Object.freeze(views) as unknown as ViewOf<S>, tables }
}
