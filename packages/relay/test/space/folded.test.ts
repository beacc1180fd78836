import {
  applyDelta,
  cloneState,
  compose,
  createState,
  decodeAbsolute,
  encodeDelta,
  encodeState,
  loadAbsolute,
  stateDigest,
} from '@torsor/core'
import type { Delta, State } from '@torsor/core'
import { describe, expect, test } from 'vitest'
import { memoryLog } from '../../src/log/index.js'
import type { LogEntry, LogWriter } from '../../src/log/index.js'
import { cursorAt } from '../../src/space/walk.js'
import type { Walk } from '../../src/space/walk.js'
import { decodeSnapshot, encodeSnapshot, FoldedSpace, loadSpace } from '../../src/space/index.js'
import { draft, replica, world } from '../log/drafts.js'
import { defaultLimits } from '../../src/limits.js'
import { items, lww, meters, name, randomDelta, rowDelta, seeded, stock, tags, wall, wordDelta } from './deltas.js'

function entry(position: number, delta: Delta, from = position, to = from, id = replica(1)): LogEntry {
  return { id, from, to, kind: 'packet', position, bytes: encodeDelta(delta), origin: null }
}

/** Everything a walk hands out, adopted as a client does. */
function adopt(base: State, walk: Walk, target = defaultLimits.sliceBytes): { cells: number; slices: number } {
  let cells = 0
  let slices = 0
  for (let slice = walk.next(target); slice !== null; slice = walk.next(target)) {
    loadAbsolute(base, decodeAbsolute(slice.cells))
    cells = slice.received
    slices++
  }
  walk.close()
  return { cells, slices }
}

async function filled(deltas: readonly [from: number, to: number, delta: Delta][]): Promise<LogWriter> {
  const log = await memoryLog().open(world)
  for (const [from, to, delta] of deltas) await log.append('s', draft(replica(1), from, to, { bytes: encodeDelta(delta) }))
  return log
}

describe('a folded space', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    '[RL20] what changed since any place makes the state of that place the state of now (seed %i)',
    (seed) => {
      const random = seeded(seed)
      const space = new FoldedSpace()
      const states: State[] = [createState()]
      for (let position = 1; position <= 80; position++) {
        space.fold(entry(position, randomDelta(random, space.state.delta)), null, null)
        states.push(cloneState(space.state))
      }
      const now = encodeState(space.state)
      for (const [position, past] of states.entries()) {
        const base = cloneState(past)
        adopt(base, space.walk(cursorAt(position)), random.pick([1, 60, 65_536]))
        expect(Buffer.compare(encodeState(base), now)).toBe(0)
        expect(stateDigest(base)).toBe(space.digest)
      }
    },
  )

  test('[RL20] the size of what changed since a place is that of the cells touched, not of the edits', () => {
    const space = new FoldedSpace()
    for (let position = 1; position <= 1_000; position++) space.fold(entry(position, rowDelta('hot', 1, [[stock, 1n]])), null, null)
    space.fold(entry(1_001, rowDelta('cold', 1)), null, null)
    expect(space.recency.size).toBe(3)
    expect(adopt(createState(), space.walk(cursorAt(999)))).toEqual({ cells: 2, slices: 1 })
    expect(adopt(createState(), space.walk(cursorAt(1_001)))).toEqual({ cells: 0, slices: 0 })
  })

  test('[P14] [RL21] cells that returned to identity, removed elements and dead records are told; cells of ended lives are forgotten', () => {
    const space = new FoldedSpace()
    space.fold(
      entry(
        1,
        rowDelta('a', 1, [
          [stock, 5n],
          [tags, new Map([['x', 1]])],
          [name, lww('one')],
        ]),
      ),
      null,
      null,
    )
    space.fold(entry(2, wordDelta(wall, 3, 9n)), null, null)
    space.fold(entry(3, rowDelta('b', 1, [[stock, 1n]])), null, null)
    const past = cloneState(space.state)
    space.fold(
      entry(
        4,
        rowDelta('a', 1, [
          [stock, -5n],
          [tags, new Map([['x', 2]])],
        ]),
      ),
      null,
      null,
    )
    space.fold(entry(5, wordDelta(wall, 3, 9n)), null, null)
    space.fold(entry(6, rowDelta('b', 2)), null, null)
    expect(space.recency.size).toBe(6)
    expect(adopt(past, space.walk(cursorAt(3))).cells).toBe(4)
    expect(encodeState(past)).toEqual(encodeState(space.state))
    expect(past.delta.words.get(wall)?.get(3)).toBeUndefined()
    expect(past.delta.records.get(items)?.get('b')?.life).toBe(2)
  })

  test.each([11, 12, 13, 14, 15, 16])('[RL22] a walk cut anywhere goes on from its cursor while everything changes (seed %i)', (seed) => {
    const random = seeded(seed)
    let space = new FoldedSpace()
    const log: LogEntry[] = []
    const change = (): void => {
      const next = entry(log.length + 1, randomDelta(random, space.state.delta, 20))
      log.push(next)
      space.fold(next, null, null)
    }
    while (log.length < 60) change()
    const base = createState()
    let walk = space.walk(cursorAt(0))
    for (let slice = walk.next(40); slice !== null; slice = walk.next(40)) {
      loadAbsolute(base, decodeAbsolute(slice.cells))
      if (random.chance(0.3) && log.length < 400) change()
      if (random.chance(0.4)) {
        walk.close()
        if (random.chance(0.3)) space = random.chance(0.5) ? refold(log) : (decodeSnapshot(encodeSnapshot(space)) ?? new FoldedSpace())
        walk = space.walk(slice.cursor)
      }
    }
    expect(walk.done).toBe(true)
    expect(encodeState(base)).toEqual(encodeState(space.state))
  })

  test('[RL22] progress never passes its total, and ends at it when nothing changes', () => {
    const random = seeded(77)
    const space = new FoldedSpace()
    for (let position = 1; position <= 50; position++) space.fold(entry(position, randomDelta(random, space.state.delta, 30)), null, null)
    const walk = space.walk(cursorAt(0))
    let last = { received: 0, total: 0 }
    for (let slice = walk.next(100); slice !== null; slice = walk.next(100)) {
      expect(slice.received).toBeGreaterThan(last.received)
      expect(slice.received).toBeLessThanOrEqual(slice.total)
      last = slice
    }
    expect(last.received).toBe(last.total)
    expect(last.total).toBe(space.recency.size)
  })

  test('[RL22] a cell nearly as large as a packet goes in a slice of its own', () => {
    const space = new FoldedSpace()
    for (let position = 1; position <= 9; position++)
      space.fold(entry(position, rowDelta(`r${position}`, 1, [[name, lww('v'.repeat(position === 5 ? 500_000 : 40_000))]])), null, null)
    const walk = space.walk(cursorAt(0))
    const sizes: number[] = []
    const { sliceBytes } = defaultLimits
    for (let slice = walk.next(sliceBytes); slice !== null; slice = walk.next(sliceBytes)) sizes.push(slice.cells.length)
    expect(Math.max(...sizes)).toBeLessThan(500_200)
    expect(sizes.filter((size) => size > 200_000).length).toBe(1)
    expect(sizes.length).toBeGreaterThan(4)
  })

  test('[RL23] a packet counts once, in whatever shapes it comes', () => {
    const space = new FoldedSpace()
    const plusOne = rowDelta('a', 1, [[stock, 1n]])
    expect(space.fold(entry(1, plusOne, 1, 3), null, null).type).toBe('applied')
    expect(space.fold(entry(2, plusOne, 1, 3), null, null).type).toBe('nothing')
    expect(space.fold(entry(3, plusOne, 2, 2), null, null).type).toBe('nothing')
    expect(space.position).toBe(1)
    expect(space.folded).toBe(3)
    const next = space.fold(entry(4, plusOne, 4, 4), null, null)
    expect(next).toMatchObject({ type: 'applied', previous: 1, position: 4, difference: false })
    expect(space.state.delta.records.get(items)?.get('a')?.cells.get(stock)).toBe(2n)
  })

  test('[RL24] a larger packet over smaller ones of its range applies the difference', async () => {
    const one = rowDelta('a', 1, [
      [stock, 1n],
      [name, lww('one', 1_000)],
    ])
    const two = rowDelta('a', 1, [
      [stock, 2n],
      [tags, new Map([['x', 1]])],
    ])
    const three = compose(
      rowDelta('a', 1, [
        [stock, 4n],
        [name, lww('three', 3_000)],
      ]),
      wordDelta(meters, 1, 7n),
    )
    const log = await filled([
      [1, 1, one],
      [1, 2, compose(one, two)],
      [1, 3, compose(compose(one, two), three)],
      [2, 3, compose(two, three)],
    ])
    const space = await loadSpace(log, 's')
    const all = createState()
    for (const delta of [one, two, three]) applyDelta(all, delta)
    expect(encodeState(space.state)).toEqual(encodeState(all))
    expect([space.position, space.folded]).toEqual([3, 4])
    expect(space.vector.ranges(replica(1))).toEqual([{ from: 1, to: 3 }])
  })

  test('[RL24] a packet over two separate smaller ones, and one over a difference', async () => {
    const deltas = Array.from({ length: 6 }, (_, at) => rowDelta('a', 1, [[stock, BigInt(10 ** at)]]))
    const range = (from: number, to: number): [number, number, Delta] => [from, to, deltas.slice(from - 1, to).reduce(compose)]
    const log = await filled([range(2, 2), range(4, 5), range(1, 5), range(1, 6)])
    const space = await loadSpace(log, 's')
    expect(space.state.delta.records.get(items)?.get('a')?.cells.get(stock)).toBe(111_111n)
    expect([space.position, space.folded]).toEqual([4, 4])
  })

  test('[RL24] a packet over one that had an effect and one that overlapped with it, and had none', async () => {
    const deltas = Array.from({ length: 6 }, (_, at) =>
      rowDelta('a', 1, [
        [stock, BigInt(10 ** at)],
        [name, lww(`batch ${at}`, 1_000 + at)],
      ]),
    )
    const range = (from: number, to: number): [number, number, Delta] => [from, to, deltas.slice(from - 1, to).reduce(compose)]
    const log = await filled([range(1, 4), range(4, 6), range(1, 6)])
    const space = await loadSpace(log, 's')
    const cells = space.state.delta.records.get(items)?.get('a')?.cells
    expect([cells?.get(stock), cells?.get(name)]).toEqual([111_111n, lww('batch 5', 1_005)])
    expect([space.position, space.folded]).toEqual([3, 3])
  })

  test.each([31, 32, 33, 34, 35, 36])('[RL24] batches folded into packets in many overlapping ways count once (seed %i)', async (seed) => {
    const random = seeded(seed)
    const whole = createState()
    const log: [number, number, Delta][] = []
    const batches: Delta[] = []
    const packet = (from: number, to: number): [number, number, Delta] => [from, to, batches.slice(from - 1, to).reduce(compose)]
    // Clones of one profile: each freezes all that it has not frozen yet, so what they send nests.
    const frozen = [0, 0, 0]
    for (let step = 0; step < 60; step++) {
      if (random.chance(0.6)) {
        const delta = randomDelta(random, whole.delta, 2)
        applyDelta(whole, delta)
        batches.push(delta)
      }
      const clone = random.below(3)
      const from = (frozen[clone] ?? 0) + 1
      if (from > batches.length) continue
      // The other clones learn of a boundary only when they freeze at the same place, or from the start again.
      const start = frozen.includes(from - 1) ? from : 1
      log.push(packet(random.chance(0.3) ? 1 : start, batches.length))
      frozen.fill(batches.length)
    }
    log.push(packet(1, batches.length))
    const space = await loadSpace(await filled(log), 's')
    expect(space.vector.ranges(replica(1))).toEqual([{ from: 1, to: batches.length }])
    expect(encodeState(space.state)).toEqual(encodeState(whole))
  })

  test('[RL25] an overlap that does not nest is refused by name, and the rest goes on', async () => {
    const delta = rowDelta('a', 1, [[stock, 1n]])
    const log = await filled([
      [1, 4, delta],
      [3, 6, delta],
      [5, 6, delta],
    ])
    const space = new FoldedSpace()
    const outcomes = []
    for (const next of await log.read('s', 0, { entries: 10, bytes: 10_000 })) outcomes.push(space.fold(next, null, null))
    expect(outcomes.map((outcome) => (outcome.type === 'refused' ? outcome.code : outcome.type))).toEqual([
      'applied',
      'overlap-unresolvable',
      'applied',
    ])
    expect(space.vector.ranges(replica(1))).toEqual([{ from: 1, to: 6 }])
    expect((await loadSpace(log, 's')).digest).toBe(space.digest)
  })

  test('[RL26] a life further ahead than an honest history leads to is refused', () => {
    const space = new FoldedSpace()
    expect(space.fold(entry(1, rowDelta('a', 1_001)), null, null)).toMatchObject({ type: 'refused', code: 'life-jump' })
    expect(space.fold(entry(2, rowDelta('a', 999)), null, null).type).toBe('applied')
    expect(space.fold(entry(3, rowDelta('a', 1_999)), null, null).type).toBe('applied')
    expect(space.fold(entry(4, rowDelta('a', 1_999, [[tags, new Map([['x', 1_001]])]])), null, null)).toMatchObject({ code: 'life-jump' })
    expect(space.fold(entry(5, rowDelta('a', 1_999, [[tags, new Map([['x', 1_000]])]])), null, null).type).toBe('applied')
    expect(space.fold(entry(6, rowDelta('a', 2_001, [[tags, new Map([['x', 1_001]])]])), null, null)).toMatchObject({ code: 'life-jump' })
    expect(space.position).toBe(5)
  })

  test('[RL27] folding is total: damaged bytes, voids and too many gaps have no effect and stop nothing', () => {
    const space = new FoldedSpace()
    expect(space.fold({ ...entry(1, rowDelta('a', 1)), bytes: Uint8Array.of(255, 1, 2) }, null, null)).toMatchObject({
      code: 'packet-malformed',
    })
    expect(space.fold({ ...entry(2, rowDelta('a', 1), 1, 4), kind: 'void' }, null, null).type).toBe('nothing')
    expect(space.fold(entry(3, rowDelta('a', 1), 3, 3), null, null).type).toBe('nothing')
    for (let gap = 1; gap <= 64; gap++) expect(space.fold(entry(3 + gap, rowDelta('a', 1), 10 * gap), null, null).type).toBe('applied')
    expect(space.fold(entry(68, rowDelta('a', 1), 650), null, null)).toMatchObject({ code: 'packet-out-of-order' })
    expect(space.fold(entry(69, rowDelta('a', 1, [[stock, 1n]]), 5), null, null).type).toBe('applied')
    expect(space.position).toBe(69)
  })

  test.each([21, 22, 23])('[RL28] a snapshot is the folded space: state, places and coverage (seed %i)', (seed) => {
    const random = seeded(seed)
    const space = new FoldedSpace()
    for (let position = 1; position <= 80; position++) space.fold(entry(position, randomDelta(random, space.state.delta)), null, null)
    const bytes = encodeSnapshot(space)
    const again = decodeSnapshot(bytes)
    expect(again).not.toBeNull()
    if (again === null) return
    expect([again.position, again.folded, again.digest]).toEqual([80, 80, space.digest])
    expect(again.vector.encode()).toEqual(space.vector.encode())
    expect([...again.recency.cells()].map((cell) => [cell.position, cell.record, cell.column, cell.element, cell.index])).toEqual(
      [...space.recency.cells()].map((cell) => [cell.position, cell.record, cell.column, cell.element, cell.index]),
    )
    for (let at = 0; at < bytes.length; at += 97) {
      const damaged = Uint8Array.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 0x10
      expect(decodeSnapshot(damaged)).toBeNull()
    }
    expect(decodeSnapshot(bytes.subarray(0, 40))).toBeNull()
  })

  test('[RL28] loading from a snapshot, a damaged one, or none gives the same', async () => {
    const random = seeded(5)
    const log = await memoryLog().open(world)
    const state = createState()
    for (let number = 1; number <= 40; number++) {
      const delta = randomDelta(random, state.delta)
      applyDelta(state, delta)
      await log.append('s', draft(replica(1), number, number, { bytes: encodeDelta(delta) }))
      if (number === 20) await log.saveSnapshot('s', { position: 20, bytes: encodeSnapshot(await loadSpace(log, 's')) })
    }
    const expected = encodeState(state)
    expect(encodeState((await loadSpace(log, 's')).state)).toEqual(expected)
    await log.saveSnapshot('s', { position: 20, bytes: Uint8Array.of(1, 2, 3) })
    expect(encodeState((await loadSpace(log, 's')).state)).toEqual(expected)
  })
})

function refold(log: readonly LogEntry[]): FoldedSpace {
  const space = new FoldedSpace()
  for (const next of log) space.fold(next, null, null)
  return space
}
