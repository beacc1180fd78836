import { encodeDelta, encodeState } from '@torsor/core'
import type { Delta } from '@torsor/core'
import { describe, expect, test } from 'vitest'
import { memoryLog } from '../../src/index.js'
import { loadSpace } from '../../src/space/index.js'
import { draft, replica, world } from '../log/drafts.js'
import { lww, meters, name, rowDelta, stock, tags, wordDelta } from './deltas.js'
import { compose } from '@torsor/core'

/** What clones of a device make of the same batches, the n-th of which adds 10^n: each its own stamps, and the life that it knew. */
function frozen(from: number, to: number, life: number, stamp: number): [number, number, Delta] {
  let sum = 0n
  for (let batch = from; batch <= to; batch++) sum += 10n ** BigInt(batch)
  const row = rowDelta('a', life, [
    [stock, sum],
    [name, lww(`frozen at ${stamp}`, stamp)],
    [tags, new Map([[`t${stamp}`, 1]])],
  ])
  return [from, to, compose(row, wordDelta(meters, 1, sum))]
}

function* permutations<T>(list: readonly T[]): Generator<readonly T[]> {
  if (list.length === 0) yield []
  for (const [at, item] of list.entries())
    for (const rest of permutations([...list.slice(0, at), ...list.slice(at + 1)])) yield [item, ...rest]
}

async function folded(packets: readonly [number, number, Delta][]): Promise<string> {
  const writer = await memoryLog().open(world)
  for (const [from, to, delta] of packets) await writer.append('s', draft(replica(1), from, to, { bytes: encodeDelta(delta) }))
  const bytes = encodeState((await loadSpace(writer, 's')).state)
  await writer.close()
  return Buffer.from(bytes).toString('hex')
}

const lives = [1, 3]

describe('batches that clones of a device froze each for itself', () => {
  test.each(lives.flatMap((one) => lives.map((other) => [one, other] as const)))(
    '[RL29] come to one state in whatever order: the same range, in the lives %i and %i',
    async (one, other) => {
      const results = new Set<string>()
      for (const order of permutations([frozen(1, 2, one, 5), frozen(1, 2, other, 7), frozen(3, 3, one, 9)]))
        results.add(await folded(order))
      expect(results.size).toBe(1)
    },
  )

  test.each(lives.flatMap((one) => lives.flatMap((other) => lives.map((third) => [one, other, third] as const))))(
    '[RL29] come to one state in whatever order: ranges that nest, in the lives %i, %i and %i',
    async (one, other, third) => {
      const results = new Set<string>()
      for (const order of permutations([frozen(1, 2, one, 7), frozen(1, 2, other, 5), frozen(1, 3, third, 6)]))
        results.add(await folded(order))
      expect(results.size).toBe(1)
    },
  )

  test('[RL29] count nothing of what was refused for good, and nothing twice that comes again', async () => {
    const writer = await memoryLog().open(world)
    const [from, to, delta] = frozen(1, 2, 1, 5)
    const again = frozen(1, 2, 1, 7)
    await writer.append('s', draft(replica(1), from, to, { kind: 'void', bytes: new Uint8Array(0) }))
    await writer.append('s', draft(replica(1), from, to, { bytes: encodeDelta(delta) }))
    await writer.append('s', draft(replica(1), from, to, { bytes: encodeDelta(again[2]) }))
    expect((await loadSpace(writer, 's')).state.delta.records.size).toBe(0)
    for (const bytes of [delta, again[2], delta, again[2]].map(encodeDelta))
      await writer.append('s', draft(replica(2), from, to, { bytes }))
    const { state, position } = await loadSpace(writer, 's')
    expect(state.delta.words.get(meters)?.get(1)).toBe(110n)
    // The last two are in the log already.
    expect(position).toBe(5)
    await writer.close()
  })
})
