import {
  changed,
  collection,
  counter,
  defineSchema,
  encodeDelta,
  encodeState,
  max,
  register,
  set,
  single,
  tally,
  type AnySchema,
  type Delta,
  type MutatorOf,
} from '@torsor/core'
import { applyChanges, createMutator, createView, overlayIntents, type Intent, type ViewState } from '@torsor/core/view'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeDraft, encodeDraft } from '../../src/edits/draft-codec.js'
import { freezeDraft, frozenStamp } from '../../src/edits/freeze.js'
import { draftOf } from '../../src/edits/intents.js'
import { Memory } from '../../src/read/memory.js'

const numRuns = Number(process.env['TORSOR_RUNS'] ?? 150)
const ID = '00000000000000a0'

const before = defineSchema({
  items: collection({ stock: register(0), tags: register<readonly string[]>([]), votes: counter(), high: counter(), name: counter() }),
  site: single({ ticks: register(0) }),
})
const after = defineSchema({
  items: collection({
    stock: changed(counter({ scale: 1 }), { was: register(0), from: (old) => old }),
    tags: changed(set(), { was: register<readonly string[]>([]), from: (old) => [...old] }),
    votes: changed(tally(), { was: counter(), from: (old) => ({ up: old }) }),
    high: changed(max(), { was: counter(), from: (old) => old }),
    name: changed(register('none'), { was: counter(), from: (old) => `was ${old}` }),
  }),
  site: single({ ticks: changed(counter(), { was: register(0), from: (old) => old }) }),
})
type Before = typeof before
type After = typeof after

/** One version of the app on a device of its own: what it writes is frozen at once. */
class Version<S extends AnySchema> {
  readonly memory: Memory
  readonly #schema: S
  #now = 1_000_000

  constructor(schema: S) {
    this.#schema = schema
    this.memory = new Memory(schema, () => this.#now)
    this.memory.accumulator.replace([], ID)
  }

  view(): ViewState<S> {
    let state = createView(this.#schema)
    for (const patch of this.memory.allPatches()) state = applyChanges(state, { whole: false, ...patch })
    return state
  }

  intents(writes: readonly ((m: MutatorOf<S>) => void)[]): readonly Intent[] {
    const session = createMutator(
      this.#schema,
      () => this.view().views,
      (length) => new Uint8Array(length),
    )
    for (const write of writes) write(session.mutator)
    return session.intents
  }

  /** What an optimistic view shows of the writes, and what READ is then. */
  write(writes: readonly ((m: MutatorOf<S>) => void)[]): { readonly shown: unknown; readonly read: unknown; readonly delta: Delta } {
    this.#now++
    const intents = this.intents(writes)
    const shown = contentOf(overlayIntents(this.view(), intents))
    const draft = decodeDraft(encodeDraft(draftOf(intents, this.memory)))
    const entry = { kind: 'open' as const, id: ID, from: 1, to: 1, at: this.#now, writes: [], size: 0, draft }
    this.memory.accumulator.append(entry)
    const read = contentOf(this.view())
    this.memory.accumulator.replace([], ID)
    const delta = freezeDraft(
      draft,
      (table, record) => this.memory.referenceRow(table, record),
      () => undefined,
      frozenStamp({ offset: 0, relayNow: this.#now }),
    )
    this.memory.applyToReference(delta)
    return { shown, read, delta }
  }

  bytes(): string {
    return Buffer.from(encodeState(this.memory.reference)).toString('hex')
  }
}

/** All that an app reads, in the order of the names. */
function contentOf(state: ViewState): unknown {
  const { items, site } = state.views as unknown as { items: Iterable<Record<string, unknown>>; site: Record<string, unknown> }
  const plain = (record: Record<string, unknown>): unknown =>
    Object.entries(record).map(([field, value]) => [
      field,
      value instanceof Set ? [...value] : typeof value === 'object' ? { ...value } : value,
    ])
  return [[...items].map(plain), plain(site)]
}

const id = fc.constantFrom('a', 'b')
const amount = fc.integer({ min: -9, max: 9 })
const tag = fc.constantFrom('x', 'y', 'z')
const oldWrites: fc.Arbitrary<(m: MutatorOf<Before>) => void> = fc.oneof(
  fc.tuple(id, amount).map(
    ([one, n]) =>
      (m: MutatorOf<Before>) =>
        m.items.update(one, { stock: n }),
  ),
  fc.tuple(id, fc.uniqueArray(tag)).map(
    ([one, tags]) =>
      (m: MutatorOf<Before>) =>
        m.items.update(one, { tags }),
  ),
  fc.tuple(id, amount).map(
    ([one, n]) =>
      (m: MutatorOf<Before>) =>
        m.items.add(one, { votes: n, high: n, name: n }),
  ),
  fc.tuple(id).map(
    ([one]) =>
      (m: MutatorOf<Before>) =>
        m.items.delete(one),
  ),
  amount.map((n) => (m: MutatorOf<Before>) => m.site.update({ ticks: n })),
)
const youngWrites: fc.Arbitrary<(m: MutatorOf<After>) => void> = fc.oneof(
  fc.tuple(id, amount).map(
    ([one, n]) =>
      (m: MutatorOf<After>) =>
        m.items.add(one, { stock: n / 10, votes: { up: n, down: 1 } }),
  ),
  fc.tuple(id, amount).map(
    ([one, n]) =>
      (m: MutatorOf<After>) =>
        m.items.update(one, { stock: n, votes: { up: n } }),
  ),
  fc.tuple(id, tag).map(
    ([one, label]) =>
      (m: MutatorOf<After>) =>
        m.items.put(one, { tags: label }),
  ),
  fc.tuple(id, tag).map(
    ([one, label]) =>
      (m: MutatorOf<After>) =>
        m.items.remove(one, { tags: label }),
  ),
  fc.tuple(id, amount).map(
    ([one, n]) =>
      (m: MutatorOf<After>) =>
        m.items.update(one, { high: n, name: `new ${n}` }),
  ),
  fc.tuple(id).map(
    ([one]) =>
      (m: MutatorOf<After>) =>
        m.items.delete(one),
  ),
  amount.map((n) => (m: MutatorOf<After>) => m.site.add({ ticks: n })),
)

it('[RE70] [CO68] READ after a write to a field that was another one is what the optimistic overlay showed for it', () => {
  const step = fc.oneof(
    fc.record({ by: fc.constant('old' as const), writes: fc.array(oldWrites, { minLength: 1, maxLength: 3 }) }),
    fc.record({ by: fc.constant('young' as const), writes: fc.array(youngWrites, { minLength: 1, maxLength: 3 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const [old, young, other] = [new Version(before), new Version(after), new Version(after)]
      for (const one of steps) {
        const { shown, read, delta } = one.by === 'old' ? old.write(one.writes) : young.write(one.writes)
        expect(read).toEqual(shown)
        for (const device of one.by === 'old' ? [young, other] : [old, other]) device.memory.applyToReference(delta)
      }
      expect([young.bytes(), other.bytes()]).toEqual([old.bytes(), old.bytes()])
      expect(contentOf(other.view())).toEqual(contentOf(young.view()))
    }),
    { numRuns },
  )
})

it('[RE70] deriving is no edit: a version of the app that only reads stores nothing, and what is derived once is counted once', () => {
  const [old, young, other] = [new Version(before), new Version(after), new Version(after)]
  const { delta } = old.write([(m) => m.items.update('a', { stock: 10 })])
  for (const device of [young, other]) device.memory.applyToReference(delta)
  const bytes = young.bytes()
  expect([young.view().views.items.get('a')?.stock, other.view().views.items.get('a')?.stock]).toEqual([10, 10])
  expect([young.bytes(), other.bytes()]).toEqual([bytes, bytes])
  const [one, two] = [young, other].map((device) => device.write([(m) => m.items.add('a', { stock: 0.5 })]).delta)
  if (one === undefined || two === undefined) throw new Error('both wrote')
  // Not the base: what both have derived is in neither.
  expect([one, two].map((packet) => encodeDelta(packet).length)).toEqual([encodeDelta(one).length, encodeDelta(one).length])
  young.memory.applyToReference(two)
  other.memory.applyToReference(one)
  expect([young.view().views.items.get('a')?.stock, other.view().views.items.get('a')?.stock]).toEqual([11, 11])
})
