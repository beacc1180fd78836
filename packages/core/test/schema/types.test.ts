import { describe, expect, expectTypeOf, it } from 'vitest'
import type {
  CollectionView,
  Init,
  MutatorOf,
  NotAsync,
  NotStorable,
  RecordOf,
  Register,
  UpdatePatch,
  ViewOf,
  WordsView,
} from '../../src/schema/index.js'
import { collection, counter, defineSchema, max, register, set, single, tally, words } from '../../src/schema/index.js'

interface Place {
  lat: number
  lon: number
  note?: string
}

const stock = defineSchema({
  items: collection({
    name: register(''),
    shelf: register<string | null>(null),
    priceMinor: register(0),
    litres: counter({ scale: 3 }),
    stock: counter(),
    labels: set(),
    marks: set('fragile', 'discontinued'),
    counted: max(),
  }),
})
const inspect = defineSchema({
  findings: collection({
    text: register(''),
    place: register<Place>(),
    severity: register<'low' | 'high'>('low'),
    photo: register<Uint8Array | null>(null),
    steps: register<string[]>([]),
    votes: tally('up', 'down'),
    causes: tally(),
    visits: counter(),
  }),
})
const wall = defineSchema({
  sensors: words(256, { as: 'f64' }),
  raw: words(4),
  site: single({ title: register('Wall'), ticks: counter({ bigint: true }) }),
})
type Stock = typeof stock
interface App extends Stock {}

describe('types of a schema', () => {
  it('[CO72] infer records from fields', () => {
    expectTypeOf<RecordOf<App, 'items'>>().toEqualTypeOf<{
      readonly id: string
      readonly name: string
      readonly shelf: string | null
      readonly priceMinor: number
      readonly litres: number
      readonly stock: number
      readonly labels: ReadonlySet<string>
      readonly marks: ReadonlySet<'fragile' | 'discontinued'>
      readonly counted: number | undefined
    }>()
    type Finding = RecordOf<typeof inspect, 'findings'>
    expectTypeOf<Finding['place']>().toEqualTypeOf<{ readonly lat: number; readonly lon: number; readonly note?: string } | undefined>()
    expectTypeOf<Finding['steps']>().toEqualTypeOf<readonly string[]>()
    expectTypeOf<Finding['severity']>().toEqualTypeOf<'low' | 'high'>()
    expectTypeOf<Finding['votes']>().toEqualTypeOf<{ readonly up: number; readonly down: number }>()
    expectTypeOf<Finding['causes']>().toEqualTypeOf<{ readonly [x: string]: number }>()
    expectTypeOf<ViewOf<Stock>['items']>().toEqualTypeOf<CollectionView<RecordOf<Stock, 'items'>>>()
  })

  it('[CO72] infer words and singles', () => {
    expectTypeOf<ViewOf<typeof wall>['sensors']>().toEqualTypeOf<WordsView<number>>()
    expectTypeOf<ViewOf<typeof wall>['raw']>().toEqualTypeOf<WordsView<bigint>>()
    expectTypeOf<ViewOf<typeof wall>['site']>().toEqualTypeOf<{ readonly title: string; readonly ticks: bigint }>()
  })

  it('[CO72] give each verb the fields of its algebra', () => {
    type Items = (typeof stock)['shape']['items']['fields']
    expectTypeOf<keyof UpdatePatch<Items>>().toEqualTypeOf<'name' | 'shelf' | 'priceMinor' | 'litres' | 'stock' | 'counted'>()
    expectTypeOf<Init<Items>['marks']>().toEqualTypeOf<'fragile' | 'discontinued' | readonly ('fragile' | 'discontinued')[] | undefined>()
    const misuse = (m: MutatorOf<Stock>, w: MutatorOf<typeof wall>): void => {
      // @ts-expect-error labels are put, not updated
      m.items.update('a', { labels: 'x' })
      // @ts-expect-error a register is updated, not added to
      m.items.add('a', { name: 1 })
      // @ts-expect-error a closed set has no such element
      m.items.put('a', { marks: 'loose' })
      // @ts-expect-error no such field
      m.items.update('a', { price: 1 })
      // @ts-expect-error no such table
      void m.things
      // @ts-expect-error f64 words take numbers
      w.sensors.store(0, 1n)
      // @ts-expect-error a bigint counter takes bigints
      w.site.add({ ticks: 1 })
      // @ts-expect-error a single is not deleted
      void w.site.delete
    }
    expect(misuse).toBeTypeOf('function')
  })

  it('[CO73] say why a register cannot hold a type', () => {
    expectTypeOf(register(new Date())).toEqualTypeOf<NotStorable<'a Date is not storable: keep its time in ms, or an ISO string'>>()
    expectTypeOf(register({ at: 1, tags: ['a'] })).toEqualTypeOf<Register<{ at: number; tags: string[] }>>()
    expectTypeOf(register('')).toEqualTypeOf<Register<string>>()
    const misuse = (): void => {
      // @ts-expect-error a Map is not storable
      defineSchema({ items: collection({ index: register(new Map<string, number>()) }) })
      // @ts-expect-error every record has an id already
      collection({ id: register('') })
    }
    expect(misuse).toBeTypeOf('function')
  })

  it('[CO74] refuse an async function given to mutate', () => {
    expectTypeOf<NotAsync<Promise<void>>>().toEqualTypeOf<'torsor: the function given to mutate must not be async'>()
    expectTypeOf<NotAsync<string>>().toEqualTypeOf<string>()
  })
})
