import { compose, encodeDelta, encodeState } from '@torsor/core'
import type { Delta } from '@torsor/core'
import { expect, test } from 'vitest'
import { memoryLog } from '../../src/log/index.js'
import type { LogEntry, LogWriter } from '../../src/log/index.js'
import { lookUp } from '../../src/space/folded.js'
import { decodeSnapshot, encodeSnapshot, FoldedSpace, loadSpace } from '../../src/space/index.js'
import { draft, replica, world } from '../log/drafts.js'
import { items, rowDelta, stock } from './deltas.js'

/** Folds an entry as it comes, while nothing is behind it in the log. */
async function foldLive(space: FoldedSpace, log: LogWriter, from: number, to: number, delta: Delta): Promise<string> {
  const position = await log.append('s', draft(replica(1), from, to, { bytes: encodeDelta(delta) }))
  const [entry] = await log.read('s', position - 1, { entries: 1, bytes: 1 })
  if (entry === undefined) throw new Error('what was appended is in the log')
  return space.fold(entry, null, await lookUp(space, log, 's', entry)).type
}

test('[RL28] what a packet was lessened by when it came is what it is lessened by when the log is read again', async () => {
  const log = await memoryLog().open(world)
  const space = new FoldedSpace()
  const [one, two, three] = [1n, 10n, 100n].map((by) => rowDelta('a', 1, [[stock, by]]))
  if (one === undefined || two === undefined || three === undefined) throw new Error('there are three')
  expect(await foldLive(space, log, 1, 1, one)).toBe('applied')
  expect(await foldLive(space, log, 2, 2, two)).toBe('applied')
  expect(await foldLive(space, log, 1, 3, compose(compose(one, two), three))).toBe('applied')
  // Covers the same batches and says something else: it has no effect, neither now nor when the log is read again.
  expect(await foldLive(space, log, 1, 2, rowDelta('a', 1, [[stock, 7n]]))).toBe('nothing')
  expect(space.state.delta.records.get(items)?.get('a')?.cells.get(stock)).toEqual(
    (await loadSpace(log, 's')).state.delta.records.get(items)?.get('a')?.cells.get(stock),
  )
  expect(encodeState((await loadSpace(log, 's')).state)).toEqual(encodeState(space.state))
})

test('[RL26] a packet that is refused for its life is not held, so that it can come again', () => {
  const space = new FoldedSpace()
  const entry = (position: number, life: number): LogEntry => ({
    id: replica(1),
    from: 1,
    to: 2,
    kind: 'packet',
    position,
    bytes: encodeDelta(rowDelta('a', life)),
    origin: null,
  })
  expect(space.fold(entry(1, 1_001), null, null)).toMatchObject({ code: 'life-jump' })
  expect(space.vector.ranges(replica(1))).toEqual([])
  expect(space.fold(entry(2, 1), null, null).type).toBe('applied')
})

test('[RL47] a void is held and void, also from a snapshot', () => {
  const space = new FoldedSpace()
  const at = (position: number, from: number, to: number, kind: LogEntry['kind']): LogEntry => {
    const bytes = kind === 'void' ? new Uint8Array(0) : encodeDelta(rowDelta('a', 1))
    return { id: replica(1), from, to, kind, position, bytes, origin: null }
  }
  space.fold(at(1, 1, 1, 'packet'), null, null)
  space.fold(at(2, 2, 3, 'void'), null, null)
  for (const one of [space, decodeSnapshot(encodeSnapshot(space))]) {
    expect(one?.vector.ranges(replica(1))).toEqual([{ from: 1, to: 3 }])
    expect(one?.voidsOf(replica(1))).toEqual([{ from: 2, to: 3 }])
  }
})
