import type { MutatorOf } from '@torsor/core'
import type { schema } from '../../fixture/src/schema.js'
import type { Random } from '@torsor/testkit'

type Mutator = MutatorOf<typeof schema>

/** What every replica must show in the end, whatever happened on the way: all of it adds up in any order. */
export interface Sums {
  stock: number
  millilitres: number
  serial: bigint
  yes: number
  no: number
  highest: number
  lowest: number
  visits: number
  readonly bits: bigint[]
  readonly totals: bigint[]
}

export function noSums(): Sums {
  return {
    stock: 0,
    millilitres: 0,
    serial: 0n,
    yes: 0,
    no: 0,
    highest: -Infinity,
    lowest: Infinity,
    visits: 0,
    bits: [0n, 0n, 0n],
    totals: [0n, 0n, 0n],
  }
}

/** The record that nobody ever deletes, so that what is added to it is there. */
export const stable = 'stable'

const wild = ['a', 'b', 'c', 'é', '__proto__'] as const
const marks = ['fragile', 'heavy', 'cold'] as const

export interface Edit {
  readonly name: string
  readonly apply: (m: Mutator) => void
}

/** An edit that every replica is watched for all the time: one yes, and some noes. */
export function vote(sums: Sums, noes: number): Edit {
  sums.yes += 1
  sums.no += noes
  return { name: `votes += 1, ${noes}`, apply: (m) => m.items.add(stable, { votes: { yes: 1, no: noes } }) }
}

/** An edit that adds up, counted into `sums`. */
export function exactEdit(random: Random, sums: Sums): Edit {
  const amount = random.between(-1_000, 1_000)
  const index = random.between(0, 2)
  const word = BigInt(random.between(0, 2 ** 31)) * BigInt(random.between(0, 2 ** 31))
  switch (random.between(0, 7)) {
    case 0:
      sums.stock += amount
      return { name: `stock += ${amount}`, apply: (m) => m.items.add(stable, { stock: amount }) }
    case 1:
      sums.millilitres += amount
      return { name: `litres += ${amount / 1_000}`, apply: (m) => m.items.add(stable, { litres: amount / 1_000 }) }
    case 2:
      sums.serial = BigInt.asIntN(64, sums.serial + word)
      return { name: `serial += ${word}`, apply: (m) => m.items.add(stable, { serial: word }) }
    case 3:
      return vote(sums, amount)
    case 4:
      sums.highest = Math.max(sums.highest, amount)
      sums.lowest = Math.min(sums.lowest, amount)
      return { name: `extremes ${amount}`, apply: (m) => m.items.update(stable, { highest: amount, lowest: amount }) }
    case 5:
      sums.visits += amount
      return { name: `visits += ${amount}`, apply: (m) => m.settings.add({ visits: amount }) }
    case 6:
      sums.bits[index] = (sums.bits[index] ?? 0n) ^ word
      return { name: `bits[${index}] ^= ${word}`, apply: (m) => m.bits.xor(index, word) }
    default:
      sums.totals[index] = BigInt.asIntN(64, (sums.totals[index] ?? 0n) + word)
      return { name: `totals[${index}] += ${word}`, apply: (m) => m.totals.add(index, word) }
  }
}

/** One that takes several pieces on the wire: a cut in between is resumed where the relay has it. */
export function largeEdit(random: Random): Edit {
  const records = random.between(3, 6)
  const letters = Array.from({ length: 64 }, () => String.fromCharCode(random.between(97, 122))).join('')
  return {
    name: `large ${records}`,
    apply: (m) => {
      for (let record = 0; record < records; record++) m.items.upsert(`large ${record}`, { name: letters.repeat(1_600) })
    },
  }
}

/** An edit whose outcome depends on who was first: all that can be said is that it is the same everywhere. */
export function wildEdit(random: Random): Edit {
  const id = random.pick(wild)
  const text = `text ${random.between(0, 99)}`
  const number = random.between(-50, 50)
  const label = random.pick(['x', 'y', 'z'])
  const mark = random.pick(marks)
  switch (random.between(0, 9)) {
    case 0:
    case 1:
      return { name: `upsert ${id} ${text} ${number}`, apply: (m) => m.items.upsert(id, { name: text, stock: number, labels: [label] }) }
    case 2:
      return { name: `delete ${id}`, apply: (m) => m.items.delete(id) }
    case 3:
      return {
        name: `update ${id} ${text}`,
        apply: (m) => m.items.update(id, { name: text, place: { lat: number, long: 1 / (number || 1) } }),
      }
    case 4:
      return { name: `set ${id} ${number}`, apply: (m) => m.items.update(id, { stock: number, votes: { yes: number }, highest: number }) }
    case 5:
      return { name: `add ${id} ${number}`, apply: (m) => m.items.add(id, { stock: number, votes: { no: number } }) }
    case 6:
      return { name: `put ${id} ${label} ${mark}`, apply: (m) => m.items.put(id, { labels: label, marks: mark }) }
    case 7:
      return { name: `remove ${id} ${label} ${mark}`, apply: (m) => m.items.remove(id, { labels: label, marks: mark }) }
    case 8:
      return { name: `title ${text}`, apply: (m) => m.settings.update({ title: text }) }
    default:
      return { name: `store ${number}`, apply: (m) => m.bits.store(10 + (number & 3), BigInt.asUintN(64, BigInt(number))) }
  }
}
