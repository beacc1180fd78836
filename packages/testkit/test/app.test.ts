import { collection, counter, createDelta, defineSchema, register, set, type Delta } from '@torsor/core'
import { describe, expect, it } from 'vitest'
import { checkConvergence, checkLaws, LawBroken, SimulationFailure, type ConvergenceOptions } from '../src/index.js'
import { checkDeltas } from '../src/laws/check-laws.js'
import { packetsOf } from '../src/laws/packets.js'
import { ledger } from '../src/workload/index.js'
import { seeded } from '../src/world/index.js'

const schema = defineSchema({ items: collection({ name: register(''), stock: counter(), labels: set() }) })
type Options = ConvergenceOptions<typeof schema>

const mutate: Options['mutate'] = (m, random) => {
  const id = random.pick(['a', 'b'])
  if (random.chance(0.3)) m.items.upsert(id, { name: `${random.between(0, 9)}`, stock: 10 })
  else if (random.chance(0.1)) m.items.delete(id)
  else m.items.add(id, { stock: random.between(1, 5) })
  m.items.put(id, { labels: random.pick(['x', 'y']) })
}

describe('an app’s own schema', () => {
  it('[TK30] is played with the app’s edits, and what it claims of the end is checked', async () => {
    let ends = 0
    const reports = await checkConvergence(schema, {
      mutate,
      invariant: (view) => {
        ends++
        for (const { stock } of view.items.list()) if (stock < 0) throw new Error('nobody took anything')
      },
      histories: 3,
      first: 2,
      steps: 60,
    })
    expect(reports.map(({ seed }) => seed)).toEqual([2, 3, 4])
    expect(ends).toBeGreaterThanOrEqual(3)
    const wrong = checkConvergence(schema, {
      mutate,
      invariant: (view) => {
        if (view.items.list().length > 1) throw new Error('there can be one only')
      },
      histories: 5,
      steps: 40,
    })
    await expect(wrong).rejects.toThrow(SimulationFailure)
    await expect(wrong).rejects.toThrow('there can be one only')
  })

  it('[TK31] makes differences that obey the laws', async () => {
    expect(await checkLaws(schema, { mutate, edits: 30 })).toBeGreaterThan(10)
  })
})

describe('the laws', () => {
  const broken = (law: ConstructorParameters<typeof LawBroken>[0]): LawBroken => new LawBroken(law, 1)

  it('[TK31] hold for every verb upon every kind of field', async () => {
    const packets = await packetsOf(ledger, 7, 60)
    expect(packets.length).toBeGreaterThan(20)
    checkDeltas(packets, seeded(7), 30, broken)
  })

  it('[TK31] are seen not to hold where folding forgets something', async () => {
    const packets = await packetsOf(ledger, 7, 40)
    let looks = 0
    // A table of a difference that is there when it is first looked at, and not later.
    const fickle = packets.map((delta, at): Delta => {
      if (at !== 3) return delta
      return {
        get records() {
          return looks++ < 4 ? delta.records : createDelta().records
        },
        words: delta.words,
      }
    })
    expect(() => checkDeltas(fickle, seeded(7), 30, broken)).toThrow(LawBroken)
  })
})
