import type { AnySchema, MutatorOf, TableLayout, ViewOf } from '../../schema/index.js'
import type { Intent } from '../intent.js'
import { Collector } from './collector.js'
import { generateId } from './generate-id.js'
import type { RandomBytes } from './generate-id.js'
import { checkId } from './keys.js'
import { recordVerbs } from './record-verbs.js'
import { unknownField, wrongVerb } from './refusals.js'
import { wordsVerbs } from './words-verbs.js'

/** One `mutate` call: what its function writes with, and what it has written. */
export interface MutatorSession<S extends AnySchema> {
  readonly mutator: MutatorOf<S>
  /** In the order of the calls. When the function throws, the caller drops them all. */
  readonly intents: readonly Intent[]
  /** From now on every verb throws 'mutator-escaped'. */
  close(): void
}

type Verb = (...args: readonly unknown[]) => unknown
type Verbs = Readonly<Record<string, Verb>>

/**
 * A mutator whose verbs check what they are given at the call and collect it as intents. A verb that throws has
 * collected nothing.
 *
 * Verbs throw TorsorError 'unknown-field' (listing the known), 'wrong-verb' (naming the right one),
 * 'value-not-storable' (naming the path), 'too-large', and after `close` 'mutator-escaped'.
 *
 * @param read the view in which generated ids must be new.
 */
export function createMutator<S extends AnySchema>(schema: S, read: () => ViewOf<S>, random: RandomBytes): MutatorSession<S> {
  const collector = new Collector()
  const tables: Record<string, Verbs> = {}
  for (const [name, layout] of schema.layout.tables) tables[name] = tableVerbs(layout, collector, read, random)
  const mutator = new Proxy(tables, {
    get: (target, name) => {
      if (typeof name === 'symbol') return undefined
      if (Object.hasOwn(target, name)) return target[name]
      throw unknownField(`table ${JSON.stringify(name)}`, schema.layout.tables.keys())
    },
  })
  return { mutator: mutator as unknown as MutatorOf<S>, intents: collector.intents, close: () => collector.close() }
}

function tableVerbs(layout: TableLayout, collector: Collector, read: () => object, random: RandomBytes): Verbs {
  switch (layout.kind) {
    case 'collection':
      return collectionVerbs(layout, collector, (id) => holds(read(), layout.name, id), random)
    case 'single':
      return singleVerbs(layout, collector)
    case 'words': {
      const { store, xor, add } = wordsVerbs(layout, collector)
      return withWrongVerbs(layout, collector, { store, xor, add }, 'store')
    }
  }
}

function collectionVerbs(layout: TableLayout, collector: Collector, isKnown: (id: string) => boolean, random: RandomBytes): Verbs {
  const verbs = recordVerbs(layout, collector)
  const checked = (use: (id: string, argument: unknown) => void) => (id: unknown, argument: unknown) => {
    collector.assertOpen()
    checkId(layout.name, id)
    use(id, argument)
  }
  const minted = new Set<string>()
  const insert = (init: unknown = {}): string => {
    collector.assertOpen()
    const id = freshId(random, (candidate) => minted.has(candidate) || isKnown(candidate))
    verbs.upsert(id, 'insert', init)
    minted.add(id)
    return id
  }
  const own = {
    insert,
    upsert: checked((id, init = {}) => verbs.upsert(id, 'upsert', init)),
    update: checked(verbs.update),
    add: checked(verbs.add),
    put: checked(verbs.put),
    remove: checked(verbs.remove),
    delete: checked((id) => collector.add({ type: 'delete', table: layout.name, id })),
  }
  return withWrongVerbs(layout, collector, own, 'insert, upsert, update, add, put, remove or delete')
}

const attempts = 8

/** A poor source of randomness must not make an insert write into another record. */
function freshId(random: RandomBytes, isTaken: (id: string) => boolean): string {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const id = generateId(random)
    if (!isTaken(id)) return id
  }
  throw new RangeError('the source of random bytes repeats itself')
}

/** A single's one record has the id ''. */
function singleVerbs(layout: TableLayout, collector: Collector): Verbs {
  const verbs = recordVerbs(layout, collector)
  const checked = (use: (id: string, argument: unknown) => void) => (argument: unknown) => {
    collector.assertOpen()
    use('', argument)
  }
  const own = { update: checked(verbs.update), add: checked(verbs.add), put: checked(verbs.put), remove: checked(verbs.remove) }
  return withWrongVerbs(layout, collector, own, 'update, add, put or remove')
}

const allVerbs = ['insert', 'upsert', 'update', 'add', 'put', 'remove', 'delete', 'store', 'xor']

/** The verbs of other kinds of tables say which are right here, where JavaScript would say "is not a function". */
function withWrongVerbs(layout: TableLayout, collector: Collector, own: Verbs, use: string): Verbs {
  const refuse = (verb: string) => (): never => {
    collector.assertOpen()
    throw wrongVerb(layout.name, verb, layout.kind === 'words' ? 'words table' : layout.kind, use)
  }
  return { ...Object.fromEntries(allVerbs.map((verb) => [verb, refuse(verb)])), ...own }
}

function holds(views: object, table: string, id: string): boolean {
  const view = (views as Readonly<Record<string, { has?(id: string): boolean }>>)[table]
  return view?.has?.(id) ?? false
}
