import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqliteReader, sqliteLog } from '../../src/log/index.js'
import { bundle } from '../process/bundle.js'
import { logContract } from './contract.js'
import { draft, replica, world } from './drafts.js'

const everything = { entries: 1_000_000, bytes: Number.MAX_SAFE_INTEGER }

describe('SQLite log', () => {
  let folder = ''
  let files = 0
  const newFile = (): string => join(folder, `log-${++files}.db`)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'torsor-log-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  logContract(() => {
    const file = newFile()
    return { log: sqliteLog({ file }), reopened: () => sqliteLog({ file }) }
  })

  test('[RL9] a file that is not a log of this version is refused and left as it was', async () => {
    const foreign = newFile()
    const database = new Database(foreign)
    database.exec('CREATE TABLE people (name TEXT)')
    database.close()
    const text = newFile()
    await writeFile(text, 'not a database at all, but long enough to look like one. '.repeat(100))
    const future = newFile()
    await (await sqliteLog({ file: future }).open(world)).close()
    const bumped = new Database(future)
    bumped.pragma('user_version = 99')
    bumped.close()
    for (const [file, code] of [
      [foreign, 'storage-damaged'],
      [text, 'storage-damaged'],
      [future, 'storage-incompatible'],
    ] as const) {
      const before = await readFile(file)
      await expect(sqliteLog({ file }).open(world)).rejects.toMatchObject({ code })
      expect(await readFile(file)).toEqual(before)
    }
    expect(() => openSqliteReader({ file: future })).toThrow('newer relay')
    expect(() => sqliteLog({ file: ':memory:' })).toThrow('memoryLog')
    expect(() => openSqliteReader({ file: newFile() })).toThrow('no file')
  })

  test('[RL9] a file of the version before is taken, with all that is in it', async () => {
    const file = newFile()
    const log = await sqliteLog({ file }).open(world)
    await log.append('a', draft(replica(1), 1))
    await log.close()
    const old = new Database(file)
    old.exec('DROP TABLE cursors; DROP TABLE acknowledged; DROP TABLE floors; DROP TABLE marks; PRAGMA user_version = 1')
    old.close()
    expect(() => openSqliteReader({ file })).toThrow(expect.objectContaining({ code: 'storage-incompatible' }))
    const again = await sqliteLog({ file }).open(world)
    expect(await again.append('a', draft(replica(1), 2))).toBe(2)
    expect(await again.cursor('a', 'one')).toBeNull()
    await again.close()
  })

  test('[RL106] entries of a link and its cursor are one transaction: a failing disk stores neither', async () => {
    const file = newFile()
    const log = await sqliteLog({ file }).open(world)
    await log.pull('a', 'one', { nonce: 'ffffffffffffffff', position: 1 }, [draft(replica(1), 1)])
    const blocker = new Database(file, { timeout: 0 })
    const fail = async (table: string): Promise<unknown> => {
      blocker.exec(
        `CREATE TRIGGER full BEFORE ${table === 'entries' ? 'INSERT' : 'UPDATE'} ON ${table} BEGIN SELECT raise(FAIL, 'disk full'); END`,
      )
      const failed = await log
        .pull('a', 'one', { nonce: 'ffffffffffffffff', position: 2 }, [draft(replica(1), 2)])
        .catch((error: unknown) => error)
      blocker.exec('DROP TRIGGER full')
      return failed
    }
    for (const table of ['entries', 'cursors']) {
      expect(await fail(table)).toMatchObject({ code: 'storage-failed' })
      expect([await log.head('a'), await log.cursor('a', 'one')]).toEqual([1, { nonce: 'ffffffffffffffff', position: 1 }])
    }
    blocker.close()
    await log.close()
  })

  test('[RL10] a reader reads while the writer writes, and does not keep it out', async () => {
    const file = newFile()
    const log = await sqliteLog({ file }).open(world)
    await log.append('a', draft(replica(1), 1))
    const reader = openSqliteReader({ file })
    expect(await reader.head('a')).toBe(1)
    await log.append('a', draft(replica(1), 2))
    expect((await reader.read('a', 0, everything)).map((entry) => entry.position)).toEqual([1, 2])
    await reader.close()
    await log.close()
    const alone = openSqliteReader({ file })
    expect(await alone.head('a')).toBe(2)
    await alone.close()
  })

  test('[RL2] a failing disk fails the appends of that commit, and only those', async () => {
    const file = newFile()
    const log = await sqliteLog({ file }).open(world)
    await log.append('a', draft(replica(1), 1))
    const blocker = new Database(file, { timeout: 0 })
    blocker.exec("CREATE TRIGGER full BEFORE INSERT ON entries WHEN new.first = 13 BEGIN SELECT raise(FAIL, 'disk full'); END")
    const results = await Promise.allSettled([log.append('a', draft(replica(1), 2)), log.append('new', draft(replica(1), 13))])
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected'])
    expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : ''))).toEqual(['storage-failed', 'storage-failed'])
    blocker.exec('DROP TRIGGER full')
    blocker.close()
    expect(await log.head('a')).toBe(1)
    expect(await Promise.all([log.append('a', draft(replica(1), 2)), log.append('new', draft(replica(1), 13))])).toEqual([2, 1])
    await log.close()
  })

  test('[P30] [RL2] a writer killed in the middle of appends keeps all it acknowledged, and its lock goes with it', async () => {
    const program = await bundle('test/log/append-forever.ts')
    for (const after of [1, 40, 150]) {
      const file = newFile()
      const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] })
      const stored: [number, number][] = []
      for await (const line of createInterface({ input: child.stdout })) {
        const [word, first, last] = line.split(' ')
        if (word === 'stored') stored.push([Number(first), Number(last)])
        if (stored.length === after) {
          await expect(sqliteLog({ file }).open(world)).rejects.toMatchObject({ code: 'storage-failed' })
          child.kill('SIGKILL')
        }
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      expect(child.signalCode).toBe('SIGKILL')
      const log = await sqliteLog({ file }).open(world)
      const kept = new Map<number, number>()
      for (const space of ['a', 'b']) {
        const entries = await log.read(space, 0, everything)
        expect(entries.map((entry) => entry.position)).toEqual(entries.map((_, index) => index + 1))
        for (const entry of entries) {
          expect(entry.bytes).toEqual(new Uint8Array(entry.from % 3_000).fill(entry.from))
          kept.set(entry.from, entry.position)
        }
      }
      for (const [first, last] of stored) for (let number = first; number <= last; number++) expect(kept.has(number)).toBe(true)
      expect((await log.start('a')).start).toBe(await log.head('a'))
      expect((await log.reigns('a')).length).toBe(2)
      await log.close()
    }
  })

  test('[RL9] a file cut short is refused or opens with a prefix, never with other entries', async () => {
    const file = newFile()
    const log = await sqliteLog({ file }).open(world)
    for (let number = 1; number <= 40; number++)
      void log.append('a', draft(replica(1), number, number, { bytes: new Uint8Array(2_000).fill(number) }))
    await log.close()
    const size = (await readFile(file)).length
    for (const part of [0.99, 0.7, 0.4, 0.1]) {
      const copy = newFile()
      await copyFile(file, copy)
      await truncate(copy, Math.floor((size * part) / 4_096) * 4_096)
      const read = sqliteLog({ file: copy })
        .open(world)
        .then(async (opened) => opened.read('a', 0, everything).finally(() => opened.close()))
      const outcome = await read.catch((error: unknown) => error)
      if (Array.isArray(outcome)) expect(outcome.map((entry) => entry.from)).toEqual(outcome.map((_, index) => index + 1))
      else expect(outcome).toBeInstanceOf(Error)
    }
  })
})
