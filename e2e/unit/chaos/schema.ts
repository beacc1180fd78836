import { collection, counter, defineSchema, max, min, register, set, single, tally, words } from '@torsor/core'

/** Every kind of field and table, and a ledger: every edit adds 1 to its own entry, so that none can be lost or doubled unseen. */
export const schema = defineSchema({
  items: collection({
    name: register(''),
    stock: counter(),
    high: max(),
    low: min(),
    votes: tally('up', 'down'),
    marks: tally(),
    labels: set(),
  }),
  site: single({ title: register(''), ticks: counter() }),
  ledger: single({ entries: tally() }),
  sums: words(8, { merge: 'sum' }),
  bits: words(8),
})

export type ChaosSchema = typeof schema
