import {
  collection,
  counter,
  defineSchema,
  max,
  min,
  register,
  set,
  single,
  tally,
  words,
  type AnySchema,
  type MutatorOf,
} from '@torsor/core'
import type { Random } from '../world/index.js'
import type { Workload } from './workload.js'

/**
 * Every kind of field and table, and two ledgers: every edit adds 1 to its own entry in both, so that none can be lost,
 * doubled or shown by half unseen.
 */
const schema = defineSchema({
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
  copy: single({ entries: tally() }),
  sums: words(8, { merge: 'sum' }),
  bits: words(8),
})

type LedgerSchema = typeof schema

const ids = ['a', 'b', 'c']
const labels = ['x', 'y']

const workload: Workload<LedgerSchema> = {
  schema,
  write: (m, random, edit) => {
    m.ledger.add({ entries: { [edit]: 1 } })
    for (let left = random.between(0, 3); left > 0; left--) writeOne(m, random)
    m.copy.add({ entries: { [edit]: 1 } })
  },
  counts: ({ ledger: { entries } }) => countsOf(entries),
  halves: ({ ledger, copy }) => {
    const [one, other] = [countsOf(ledger.entries), countsOf(copy.entries)]
    return [...[...one.keys()].filter((edit) => one.get(edit) !== other.get(edit)), ...[...other.keys()].filter((edit) => !one.has(edit))]
  },
}

/** Many ask for the counts of one view, and what did not change is the same object. */
const known = new WeakMap<object, ReadonlyMap<string, number>>()

function countsOf(entries: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  const counts = known.get(entries) ?? new Map(Object.entries(entries))
  known.set(entries, counts)
  return counts
}

/** Whoever plays it knows nothing of its schema. */
export const ledger: Workload<AnySchema> = workload

/** Any verb upon any record, also one that is not there. */
function writeOne(m: MutatorOf<LedgerSchema>, random: Random): void {
  const id = random.pick(ids)
  const amount = random.between(-9, 9)
  const label = random.pick(labels)
  switch (random.between(0, 10)) {
    case 0:
      return m.items.upsert(id, {
        name: `${label}${amount}`.repeat(random.chance(0.1) ? 60 : 1),
        stock: amount,
        high: amount,
        labels: [label],
      })
    case 1:
      return m.items.update(id, { name: `${label}${amount}`, low: amount })
    case 2:
      return m.items.update(id, { stock: amount, votes: { up: amount } })
    case 3:
      return m.items.add(id, { stock: amount, votes: { down: amount }, marks: { [label]: amount } })
    case 4:
      return m.items.put(id, { labels: label })
    case 5:
      return m.items.remove(id, { labels: label })
    case 6:
      return m.items.delete(id)
    case 7:
      return m.site.update({ title: `${label}${amount}`, ticks: amount })
    case 8:
      return m.site.add({ ticks: amount })
    case 9:
      return m.sums.add(random.between(0, 7), BigInt(amount))
    default:
      return m.bits.xor(random.between(0, 7), BigInt(random.between(0, 2 ** 30)))
  }
}
