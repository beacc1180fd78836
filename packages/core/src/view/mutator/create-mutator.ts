import { TorsorError } from '../../errors.js'
import type { AnySchema, MutatorOf, TableLayout, ViewOf } from '../../schema/index.js'
import type { Intent } from '../intent.js'
import { generateId } from './generate-id.js'
import type { RandomBytes } from './generate-id.js'
import { checkKey } from './keys.js'
import { recordIntent } from './record-intent.js'
import { notTaken, unknownField, wrongVerb } from './refusals.js'
import { accumulateIntent, storeIntent } from './words-intent.js'

/** One `mutate` call: what its function writes with, and what it has written. */
export interface MutatorSession<S extends AnySchema> {
  readonly mutator: MutatorOf<S>
  /** In the order of the calls. When the function throws, the caller drops them all. */
  readonly intents: readonly Intent[]
  /** From now on every verb throws 'mutator-escaped'. */
  close(): void
}

const single = ['update', 'add', 'put', 'remove']
const verbsOf: Readonly<Record<TableLayout['kind'], readonly string[]>> = {
  collection: ['insert', 'upsert', ...single, 'delete'],
  single,
  words: ['store', 'xor', 'add'],
}
const allVerbs = new Set([...verbsOf.collection, ...verbsOf.words])

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
  const intents: Intent[] = []
  let isOpen = true

  const minted = new Set<string>()

  const say = (layout: TableLayout, verb: string, first: unknown, second: unknown): Intent | null => {
    const { kind, name } = layout
    if (kind === 'single') return recordIntent(layout, verb, '', first)
    if (kind === 'words') return verb === 'store' ? storeIntent(layout, first, second) : accumulateIntent(layout, verb, first, second)
    if (verb === 'insert') {
      const id = freshId(random, (id) => minted.has(id) || holds(read(), name, id))
      minted.add(id)
      return recordIntent(layout, verb, id, first === undefined ? {} : first)
    }
    checkKey(first, name)
    if (first === '') throw notTaken(name, 'an id', first)
    if (verb === 'delete') return { type: verb, table: name, id: first }
    return recordIntent(layout, verb, first, verb === 'upsert' && second === undefined ? {} : second)
  }

  /** The verbs of other kinds of tables say which are right here, where JavaScript would say "is not a function". */
  const verbOf = (layout: TableLayout, verb: string) => (first: unknown, second: unknown) => {
    if (!isOpen) throw new TorsorError('mutator-escaped', 'This mutate() call is over: write inside of it, and not after an await.')
    const { kind, name } = layout
    const right = verbsOf[kind]
    if (!right.includes(verb)) throw wrongVerb(name, verb, kind === 'words' ? 'words table' : kind, right)
    const intent = say(layout, verb, first, second)
    if (intent !== null) intents.push(intent)
    return verb === 'insert' && intent !== null && 'id' in intent ? intent.id : undefined
  }

  const tables: Readonly<Record<string, unknown>> = Object.fromEntries(
    [...schema.layout.tables].map(([name, layout]) => [
      name,
      Object.fromEntries([...allVerbs].map((verb) => [verb, verbOf(layout, verb)])),
    ]),
  )
  const mutator = new Proxy(tables, {
    get: (_, name) => {
      if (typeof name === 'symbol' || Object.hasOwn(tables, name)) return tables[name as string]
      throw unknownField(`table ${name}`, Object.keys(tables))
    },
  })
  return {
    mutator: mutator as unknown as MutatorOf<S>,
    intents,
    close: () => {
      isOpen = false
    },
  }
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

function holds(views: object, table: string, id: string): boolean {
  return (views as Readonly<Record<string, { has(id: string): boolean }>>)[table]?.has(id) === true
}
