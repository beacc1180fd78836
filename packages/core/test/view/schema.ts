import { collection, counter, defineSchema, max, min, register, set, single, tally, words } from '../../src/schema/index.js'
import type { Counter, Extremum, Register, Schema, SetField, Single, Tally, Words, Collection } from '../../src/schema/index.js'

/** Every kind of field and table. */
export const schema: Schema<{
  items: Collection<{
    name: Register<string>
    place: Register<{ lat: number; tags?: string[] } | null>
    note: Register<string | undefined>
    stock: Counter<number>
    litres: Counter<number>
    cents: Counter<bigint>
    high: Extremum<'max'>
    low: Extremum<'min'>
    votes: Tally<'up' | 'down'>
    causes: Tally<string>
    marks: SetField<'fragile' | 'old'>
    labels: SetField<string>
  }>
  site: Single<{ title: Register<string>; ticks: Counter<number>; tags: SetField<string> }>
  sensors: Words<number>
  raw: Words<bigint>
  signed: Words<bigint>
}> = defineSchema({
  items: collection({
    name: register(''),
    place: register<{ lat: number; tags?: string[] } | null>(null),
    note: register<string>(),
    stock: counter(),
    litres: counter({ scale: 3 }),
    cents: counter({ scale: 2, bigint: true }),
    high: max(),
    low: min(),
    votes: tally('up', 'down'),
    causes: tally(),
    marks: set('fragile', 'old'),
    labels: set(),
  }),
  site: single({ title: register('Wall'), ticks: counter(), tags: set() }),
  sensors: words(600, { as: 'f64' }),
  raw: words(4),
  signed: words(4, { as: 'i64', merge: 'sum' }),
})

export type TestSchema = typeof schema
