import type { MutatorOf } from '@torsor/core'
import type { Random } from '../../harness/random.js'
import type { ChaosSchema } from './schema.js'

const ids = ['a', 'b', 'c']
const labels = ['x', 'y']

/** One edit: any verbs upon any records, also those that are not there, and its entry in the ledger. */
export function writeAnything(m: MutatorOf<ChaosSchema>, random: Random, edit: string): void {
  m.ledger.add({ entries: { [edit]: 1 } })
  for (let left = random.between(0, 3); left > 0; left--) writeOne(m, random)
}

function writeOne(m: MutatorOf<ChaosSchema>, random: Random): void {
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
