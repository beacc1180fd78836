import { Algebra, applyDelta, composeInto, createDelta, createState, type ColumnId, type Delta, type State } from '@torsor/core'
import fc from 'fast-check'
import { createRandom } from '../arbitrary/random.js'
import { deltaOfFact } from '../arbitrary/delta.js'
import { column, element, int64, isKeyedColumn, recordKey, TABLES, valueOf, WORDS, type Fact } from '../arbitrary/fact.js'

/** What people do, each on a device of their own that knows only what it has heard. */
export type Step =
  | { readonly type: 'insert' | 'delete'; readonly device: number; readonly table: ColumnId; readonly record: string }
  | {
      readonly type: 'edit'
      readonly device: number
      readonly table: ColumnId
      readonly record: string
      readonly column: ColumnId
      readonly element: string | null
      readonly value: Extract<Fact, { type: 'cell' }>['value']
    }
  | { readonly type: 'word'; readonly device: number; readonly table: ColumnId; readonly index: number; readonly value: bigint }
  | { readonly type: 'hear'; readonly device: number; readonly from: number }

export const DEVICES = 3
const device = fc.integer({ min: 0, max: DEVICES - 1 })
const table = fc.constantFrom(...TABLES)

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('insert' as const, 'delete' as const), device, table, record: recordKey }) },
  {
    weight: 8,
    arbitrary: column.chain((id) =>
      fc.record({
        type: fc.constant('edit' as const),
        device,
        table,
        record: recordKey,
        column: fc.constant(id),
        element: isKeyedColumn(id) ? element : fc.constant(null),
        value: valueOf(id),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('word' as const),
      device,
      table: fc.constantFrom(...WORDS),
      index: fc.integer({ min: 0, max: 9 }),
      value: int64,
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('hear' as const), device, from: device }) },
)

export interface History {
  readonly steps: readonly Step[]
  /** Of everything that is not worth shrinking: partitions, orders, duplicates. */
  readonly seed: number
}

export const history: fc.Arbitrary<History> = fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 40 }), seed: fc.integer() })

/** Batch n of a device is `batches[n - 1]`; each has one fact, or a few. */
export interface Batch {
  readonly delta: Delta
  readonly facts: readonly Fact[]
}

/** Plays the steps; every device's batches, in its order. Lives are what each device believes when it edits. */
export function play({ steps, seed }: History): Batch[][] {
  const random = createRandom(seed)
  const states = Array.from({ length: DEVICES }, () => createState())
  const batches: Batch[][] = states.map(() => [])
  for (const step of steps) {
    const state = states[step.device] as State
    if (step.type === 'hear') {
      applyDelta(state, (states[step.from] as State).delta)
      continue
    }
    const facts = factsOf(step, state)
    if (facts.length === 0) continue
    const delta = createDelta()
    for (const fact of facts) composeInto(delta, deltaOfFact(fact))
    applyDelta(state, delta)
    const own = batches[step.device] as Batch[]
    const last = own.at(-1)
    // Several verbs in one mutation are one batch.
    if (last !== undefined && random.chance(0.2)) {
      composeInto(last.delta, delta)
      own[own.length - 1] = { delta: last.delta, facts: [...last.facts, ...facts] }
    } else own.push({ delta, facts })
  }
  return batches
}

function factsOf(step: Exclude<Step, { type: 'hear' }>, state: State): Fact[] {
  if (step.type === 'word') return [{ type: 'word', table: step.table, index: step.index, value: step.value }]
  const life = state.delta.records.get(step.table)?.get(step.record)?.life ?? 0
  const alive = life % 2 === 1
  const { table, record } = step
  switch (step.type) {
    case 'insert':
      return alive ? [] : [{ type: 'life', table, record, life: life + 1 }]
    case 'delete':
      return alive ? [{ type: 'life', table, record, life: life + 1 }] : []
    case 'edit': {
      // A set's element is put or taken, by its own causal length; everything else says its value.
      const held = state.delta.records.get(table)?.get(record)?.cells.get(step.column)
      const length = held instanceof Map && step.element !== null ? held.get(step.element) : undefined
      const value =
        (step.column & 7) === Algebra.life ? (typeof length === 'number' && alive && length < 0xffff_ffff ? length + 1 : 1) : step.value
      return [{ type: 'cell', table, record, life: alive ? life : life + 1, column: step.column, element: step.element, value }]
    }
  }
}
