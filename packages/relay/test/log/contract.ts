import { TorsorError } from '@torsor/core'
import { expect, test } from 'vitest'
import type { LogEntry, LogWriter, RelayLog } from '../../src/log/index.js'
import { draft, replica, world } from './drafts.js'

const everything = { entries: 1_000_000, bytes: Number.MAX_SAFE_INTEGER }

export interface LogUnderTest {
  readonly log: RelayLog
  /** The same stored log as another process would open it. */
  reopened(): RelayLog
}

const codeOf = (error: unknown): string => (error instanceof TorsorError ? error.code : String(error))
const failure = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'nothing failed', codeOf)
const plain = (entries: readonly LogEntry[]): unknown[] => entries.map((entry) => ({ ...entry, bytes: [...entry.bytes] }))

/** What every log must do; `subject` makes a new, empty one. */
export function logContract(subject: () => LogUnderTest): void {
  const opened = async (body: (writer: LogWriter, under: LogUnderTest) => Promise<void>): Promise<void> => {
    const under = subject()
    const writer = await under.log.open(world)
    try {
      await body(writer, under)
    } finally {
      await writer.close()
    }
  }

  test('[RL1] positions of a space are 1, 2, 3 and of no other space', () =>
    opened(async (log) => {
      const positions = await Promise.all([
        log.append('a', draft(replica(1), 1)),
        log.append('b', draft(replica(1), 1)),
        log.append('a', draft(replica(1), 2)),
        log.append('a', draft(replica(2), 1)),
      ])
      expect(positions).toEqual([1, 1, 2, 3])
      expect([await log.head('a'), await log.head('b'), await log.head('c')]).toEqual([3, 1, 0])
      expect(plain(await log.read('a', 1, everything))).toEqual([
        { id: replica(1), from: 2, to: 2, kind: 'packet', position: 2, bytes: [2, 2], origin: null },
        { id: replica(2), from: 1, to: 1, kind: 'packet', position: 3, bytes: [1, 1], origin: null },
      ])
      expect(await log.read('c', 0, everything)).toEqual([])
    }))

  test('[RL1] a page has at least one entry and otherwise keeps its limits', () =>
    opened(async (log) => {
      for (let number = 1; number <= 6; number++) void log.append('a', draft(replica(1), number, number, { bytes: new Uint8Array(100) }))
      await log.flush()
      const positions = async (after: number, entries: number, bytes: number): Promise<number[]> =>
        (await log.read('a', after, { entries, bytes })).map((entry) => entry.position)
      expect(await positions(0, 4, 1_000)).toEqual([1, 2, 3, 4])
      expect(await positions(2, 100, 250)).toEqual([3, 4])
      expect(await positions(4, 100, 1)).toEqual([5])
      expect(await positions(6, 100, 1_000)).toEqual([])
    }))

  test('[RL2] what was acknowledged is there after reopening', () =>
    opened(async (log, under) => {
      await log.append('a', draft(replica(7), 3, 9, { bytes: Uint8Array.of(0, 255, 7) }))
      await log.append('a', draft(replica(7), 10, 10, { kind: 'void', bytes: new Uint8Array(0) }))
      await log.declare('a', [{ id: 0xffffffff, name: 'items.name' }])
      await log.saveSnapshot('a', { position: 1, bytes: Uint8Array.of(5) })
      await log.close()
      const again = await under.reopened().open(world)
      expect(plain(await again.read('a', 0, everything))).toEqual([
        { id: replica(7), from: 3, to: 9, kind: 'packet', position: 1, bytes: [0, 255, 7], origin: null },
        { id: replica(7), from: 10, to: 10, kind: 'void', position: 2, bytes: [], origin: null },
      ])
      expect([...(await again.columns('a'))]).toEqual([[0xffffffff, 'items.name']])
      const snapshot = await again.snapshot('a')
      expect([snapshot?.position, ...(snapshot?.bytes ?? [])]).toEqual([1, 5])
      expect(await again.snapshot('b')).toBeNull()
      expect(await again.append('a', draft(replica(7), 11))).toBe(3)
      await again.close()
    }))

  test('[RL2] what is stored is a copy, and what is read is plain bytes', () =>
    opened(async (log) => {
      const bytes = Buffer.from([1, 2, 3])
      await log.append('a', draft(replica(1), 1, 1, { bytes }))
      await log.saveSnapshot('a', { position: 1, bytes })
      bytes.fill(9)
      const read = [(await log.read('a', 0, everything))[0]?.bytes, (await log.entry('a', 1))?.bytes, (await log.snapshot('a'))?.bytes]
      for (const found of read) {
        expect([...(found ?? [])]).toEqual([1, 2, 3])
        expect(Buffer.isBuffer(found)).toBe(false)
      }
    }))

  test('[RL3] each opened writer begins one reign per space, and reigns are kept', () =>
    opened(async (log, under) => {
      const [first, same] = await Promise.all([log.start('a'), log.start('a')])
      expect(same).toEqual(first)
      expect(first.start).toBe(0)
      await log.append('a', draft(replica(1), 1))
      await log.append('a', draft(replica(1), 2))
      expect(await log.start('a')).toEqual(first)
      await log.start('b')
      await log.close()
      const again = await under.reopened().open(world)
      const second = await again.start('a')
      expect(second.start).toBe(2)
      expect(second.nonce).toMatch(/^[0-9a-f]{16}$/)
      expect(second.nonce).not.toBe(first.nonce)
      expect(await again.reigns('a')).toEqual([first, second])
      expect((await again.reigns('b')).length).toBe(1)
      expect(await again.reigns('c')).toEqual([])
      await again.close()
    }))

  test('[RL4] a follower hears every entry once, in order, the past and the new, with the origin of the new', () =>
    opened(async (log) => {
      await log.append('a', draft(replica(1), 1))
      await log.append('a', draft(replica(1), 2))
      const heard: [number, object | null][] = []
      const origin = { connection: 1 }
      const whileCatchingUp: Promise<number>[] = []
      const follower = await log.follow('a', 1, (entries) => {
        for (const entry of entries) {
          heard.push([entry.position, entry.origin])
          if (entry.position < 4) whileCatchingUp.push(log.append('a', draft(replica(2), entry.position)))
        }
      })
      await Promise.all(whileCatchingUp)
      await log.append('a', draft(replica(3), 1, 1, { origin }))
      await log.append('b', draft(replica(3), 1, 1, { origin }))
      await Promise.resolve()
      follower.close()
      await log.append('a', draft(replica(3), 2))
      const positions = heard.map(([position]) => position)
      expect(positions).toEqual(positions.map((_, index) => index + 2))
      expect(heard.at(-1)?.[1]).toBe(origin)
      expect(heard[0]?.[1]).toBeNull()
      expect(await log.head('a')).toBe(positions.length + 2)
    }))

  test('[RL4] followers that join while entries pour in miss none', () =>
    opened(async (log) => {
      const heard: number[][] = []
      const appends: Promise<number>[] = []
      const followers = []
      for (let number = 1; number <= 200; number++) {
        appends.push(log.append('a', draft(replica(1), number)))
        if (number % 20 === 0) {
          const positions: number[] = []
          heard.push(positions)
          followers.push(log.follow('a', 0, (entries) => void positions.push(...entries.map((entry) => entry.position))))
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
      await Promise.all(appends)
      for (const follower of await Promise.all(followers)) follower.close()
      const all = Array.from({ length: 200 }, (_, index) => index + 1)
      expect(heard).toEqual(Array.from({ length: 10 }, () => all))
    }))

  test('[RL4] nothing is missed or heard twice between catching up and following, wherever a commit falls', () =>
    opened(async (log) => {
      for (let hops = 0; hops < 12; hops++) {
        const space = `space-${hops}`
        if (hops % 2 === 1) await log.append(space, draft(replica(1), 1))
        const heard: number[] = []
        const following = log.follow(space, 0, (entries) => void heard.push(...entries.map((entry) => entry.position)))
        for (let hop = 0; hop < hops; hop++) await Promise.resolve()
        const appended = log.append(space, draft(replica(1), 2))
        void log.flush()
        const [follower] = await Promise.all([following, appended])
        await log.append(space, draft(replica(1), 3))
        await Promise.resolve()
        expect(heard).toEqual(Array.from({ length: await log.head(space) }, (_, at) => at + 1))
        follower.close()
      }
    }))

  test('[RL5] a replica id belongs to the first principal that appended under it, per space', () =>
    opened(async (log, under) => {
      const results = await Promise.all([
        failure(log.append('a', draft(replica(1), 1))),
        failure(log.append('a', draft(replica(1), 2, 2, { principal: 'bob' }))),
        failure(log.append('b', draft(replica(1), 1, 1, { principal: 'bob' }))),
      ])
      expect(results).toEqual(['nothing failed', 'packet-refused', 'nothing failed'])
      expect(await log.head('a')).toBe(1)
      await log.close()
      const again = await under.reopened().open(world)
      expect(await failure(again.append('a', draft(replica(1), 2, 2, { principal: 'bob' })))).toBe('packet-refused')
      expect(await again.append('a', draft(replica(1), 2))).toBe(2)
      await again.close()
    }))

  test('[RL6] the names of columns are kept, and a clash keeps nothing of its call', () =>
    opened(async (log) => {
      await log.declare('a', [{ id: 1, name: 'items.name' }])
      await log.declare('a', [
        { id: 1, name: 'items.name' },
        { id: 2, name: 'items.stock' },
      ])
      const clash = log.declare('a', [
        { id: 3, name: 'items.price' },
        { id: 2, name: 'shelves.height' },
      ])
      expect(await failure(clash)).toBe('column-collision')
      const twice = log.declare('a', [
        { id: 4, name: 'x' },
        { id: 4, name: 'y' },
      ])
      expect(await failure(twice)).toBe('column-collision')
      expect([...(await log.columns('a'))]).toEqual([
        [1, 'items.name'],
        [2, 'items.stock'],
      ])
      expect((await log.columns('b')).size).toBe(0)
    }))

  test('[RL7] entries are found by replica id and range, in log order', () =>
    opened(async (log) => {
      await log.append('a', draft(replica(1), 4, 6))
      await log.append('a', draft(replica(1), 1, 3))
      await log.append('a', draft(replica(2), 1, 9))
      await log.append('a', draft(replica(1), 5, 9))
      const found = async (from: number, to: number): Promise<number[]> =>
        (await log.overlapping('a', replica(1), { from, to })).map((range) => range.position)
      expect(await found(1, 3)).toEqual([2])
      expect(await found(3, 4)).toEqual([1, 2])
      expect(await found(6, 20)).toEqual([1, 4])
      expect(await found(10, 20)).toEqual([])
      expect(await log.overlapping('b', replica(1), { from: 1, to: 9 })).toEqual([])
      expect(await log.overlapping('a', replica(2), { from: 2, to: 2 })).toEqual([{ from: 1, to: 9, position: 3, kind: 'packet' }])
      expect((await log.entry('a', 4))?.to).toBe(9)
      expect(await log.entry('a', 5)).toBeNull()
    }))

  test('[RL106] what comes over a link is stored with its cursor, whoever owned its ids', () =>
    opened(async (log, under) => {
      await log.append('a', draft(replica(1), 1))
      expect(await log.cursor('a', 'one')).toBeNull()
      const origin = { pushed: true }
      await log.pull('a', 'one', { nonce: '0123456789abcdef', position: 7 }, [
        draft(replica(1), 2, 3, { principal: 'bob' }),
        draft(replica(2), 1, 1, { principal: 'bob', origin }),
        draft(replica(2), 2, 2, { principal: 'bob', kind: 'void', bytes: new Uint8Array(0) }),
      ])
      await log.pull('a', 'other', { nonce: 'ffffffffffffffff', position: 1 }, [])
      await log.pull('b', 'one', { nonce: '0123456789abcdef', position: 2 }, [])
      await log.close()
      const again = await under.reopened().open(world)
      expect((await again.read('a', 0, everything)).map(({ id, from, kind }) => [id, from, kind])).toEqual([
        [replica(1), 1, 'packet'],
        [replica(1), 2, 'packet'],
        [replica(2), 1, 'packet'],
        [replica(2), 2, 'void'],
      ])
      expect(await again.cursor('a', 'one')).toEqual({ nonce: '0123456789abcdef', position: 7 })
      expect(await again.cursor('a', 'other')).toEqual({ nonce: 'ffffffffffffffff', position: 1 })
      expect(await again.cursor('b', 'one')).toEqual({ nonce: '0123456789abcdef', position: 2 })
      expect([await again.owner('a', replica(1)), await again.owner('a', replica(2)), await again.owner('a', replica(3))]).toEqual([
        'ann',
        'bob',
        null,
      ])
      await again.pull('a', 'one', { nonce: 'ffffffffffffffff', position: 3 }, [])
      expect(await again.cursor('a', 'one')).toEqual({ nonce: 'ffffffffffffffff', position: 3 })
      await again.close()
    }))

  test('[RL114] a log is trimmed below its snapshot only, and positions go on', () =>
    opened(async (log, under) => {
      expect(await log.floor('a')).toEqual({ position: 0, vector: new Uint8Array(0) })
      for (let number = 1; number <= 5; number++) await log.append('a', draft(replica(1), number))
      await log.append('b', draft(replica(1), 1))
      await log.acknowledge('a', new Map([['f', 4]]))
      expect(await failure(log.trim('a', { position: 3, vector: Uint8Array.of(1) }))).toBe('storage-failed')
      await log.saveSnapshot('a', { position: 5, bytes: Uint8Array.of(5) })
      await log.trim('a', { position: 3, vector: Uint8Array.of(1, 2) })
      await log.trim('a', { position: 2, vector: Uint8Array.of(9) })
      expect(await log.mark('a')).toBeNull()
      await log.setMark('a', { position: 4, vector: Uint8Array.of(7), at: 1_700_000_000_000 })
      await log.close()
      const again = await under.reopened().open(world)
      const positions = async (after: number): Promise<number[]> =>
        (await again.read('a', after, everything)).map(({ position }) => position)
      expect([await positions(0), await positions(4), await positions(5)]).toEqual([[4, 5], [5], []])
      expect([await again.entry('a', 3), (await again.entry('a', 4))?.from]).toEqual([null, 4])
      expect((await again.overlapping('a', replica(1), { from: 1, to: 9 })).map(({ position }) => position)).toEqual([4, 5])
      expect(await again.floor('a')).toEqual({ position: 3, vector: Uint8Array.of(1, 2) })
      expect(await again.acknowledged('a')).toEqual(new Map([['f', 4]]))
      expect(await again.mark('a')).toEqual({ position: 4, vector: Uint8Array.of(7), at: 1_700_000_000_000 })
      expect(await again.mark('b')).toBeNull()
      await again.trim('a', { position: 5, vector: Uint8Array.of(3) })
      expect([await positions(0), await again.head('a'), await again.head('b')]).toEqual([[], 5, 1])
      expect(await again.append('a', draft(replica(1), 6))).toBe(6)
      expect(await positions(0)).toEqual([6])
      await again.close()
    }))

  test('[RL8] there is one writer at a time, and its place is free after it closed', () =>
    opened(async (log, under) => {
      const second = under.reopened()
      expect(await failure(second.open(world))).toBe('storage-failed')
      await log.append('a', draft(replica(1), 1))
      await log.close()
      const again = await second.open(world)
      expect(await again.head('a')).toBe(1)
      await again.close()
      expect(await failure(again.append('a', draft(replica(1), 2)))).toBe('storage-failed')
    }))
}
