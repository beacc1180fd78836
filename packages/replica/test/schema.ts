import { collection, counter, defineSchema, max, min, register, set, single, tally, words } from '@torsor/core'
import type { Collection, Counter, Extremum, Register, Schema, SetField, Single, Tally, Words } from '@torsor/core'

/** Every kind of field and table. */
export const schema: Schema<{
  items: Collection<{
    name: Register<string>
    stock: Counter<number>
    high: Extremum<'max'>
    low: Extremum<'min'>
    votes: Tally<'up' | 'down'>
    labels: SetField<string>
  }>
  site: Single<{ title: Register<string>; ticks: Counter<number> }>
  sums: Words<bigint>
  bits: Words<bigint>
}> = defineSchema({
  items: collection({ name: register(''), stock: counter(), high: max(), low: min(), votes: tally('up', 'down'), labels: set() }),
  site: single({ title: register('Site'), ticks: counter() }),
  sums: words(4, { merge: 'sum' }),
  bits: words(4),
})

export type TestSchema = typeof schema
