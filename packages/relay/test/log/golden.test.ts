import { existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeDelta, encodeState } from '@torsor/core'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sqliteLog } from '../../src/log/index.js'
import type { LogWriter } from '../../src/log/index.js'
import { logMigrations, type LogMigration } from '../../src/log/migrations/index.js'
import { prepareSchema } from '../../src/log/sqlite-schema.js'
import { decodeSnapshot, encodeSnapshot, loadSpace } from '../../src/space/index.js'
import type { RelayWorld } from '../../src/world/index.js'
import { declared, lww, meters, name, rowDelta, stock, tags, wordDelta } from '../space/deltas.js'
import { draft, replica, world } from './drafts.js'

const version = logMigrations.length + 1
const golden = (of: number): string => fileURLToPath(new URL(`./golden/log-v${of}.db`, import.meta.url))
const versions = readdirSync(fileURLToPath(new URL('./golden/', import.meta.url)))
  .flatMap((file) => /^log-v(\d+)\.db$/.exec(file)?.[1] ?? [])
  .map(Number)
const everything = { entries: 1_000_000, bytes: Number.MAX_SAFE_INTEGER }

const packets = [
  rowDelta('a', 1, [
    [name, lww('Olive oil')],
    [stock, 3n],
    [tags, new Map([['organic', 1]])],
  ]),
  rowDelta('a', 2),
  wordDelta(meters, 5, 7n),
].map((delta) => encodeDelta(delta))

/** One of everything that a log holds, by two starts of a relay. */
async function fill(file: string): Promise<void> {
  let random = 0
  const seeded: RelayWorld = { ...world, random: (length) => new Uint8Array(length).fill(++random) }
  const [first, second, third] = packets
  if (first === undefined || second === undefined || third === undefined) throw new Error('There are three packets.')
  const one = await sqliteLog({ file }).open(seeded)
  await one.start('kitchen')
  await one.declare('kitchen', declared)
  await one.append('kitchen', draft(replica(1), 1, 2, { bytes: first }))
  await one.append('cellar', draft(replica(1), 1, 1, { bytes: third, principal: 'bob' }))
  await one.append('kitchen', draft(replica(2), 1, 1, { bytes: new Uint8Array(0), kind: 'void' }))
  const folded = await loadSpace(one, 'kitchen')
  await one.saveSnapshot('kitchen', { position: folded.position, bytes: encodeSnapshot(folded) })
  await one.close()
  const two = await sqliteLog({ file }).open(seeded)
  await two.start('kitchen')
  await two.append('kitchen', draft(replica(1), 3, 3, { bytes: second }))
  await two.close()
  // Small enough to be kept.
  const database = new Database(file)
  database.pragma('journal_mode = DELETE')
  database.pragma('page_size = 512')
  database.exec('VACUUM')
  database.close()
}

/** The shape and the rows, without the pages they lie in. */
function contentsOf(file: string): unknown {
  const database = new Database(file, { readonly: true })
  const schema = database.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all()
  const tables = schema.flatMap((entry) => ((entry as { type: string }).type === 'table' ? [(entry as { name: string }).name] : []))
  const rows = tables.map((table) => [table, database.prepare(`SELECT * FROM "${table}"`).all()])
  const pragmas = ['user_version', 'application_id'].map((pragma) => database.pragma(pragma, { simple: true }))
  database.close()
  return { schema, rows, pragmas }
}

describe('goldens of the log', () => {
  let folder = ''
  let files = 0
  const newFile = (): string => join(folder, `log-${++files}.db`)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'torsor-golden-'))
    // A released version's golden is never written again.
    if (existsSync(golden(version)) || process.env['TORSOR_WRITE_GOLDEN'] !== '1') return
    const file = newFile()
    await fill(file)
    await copyFile(file, golden(version))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('[RL11] what is stored now is what the golden of this version has: another shape is another version', async () => {
    const file = newFile()
    await fill(file)
    expect(contentsOf(file)).toEqual(contentsOf(golden(version)))
    expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: version }, (_, n) => n + 1))
  })

  test.each(versions)('[RL11] a log of version %i opens with all that it held', async (of) => {
    const file = newFile()
    await copyFile(golden(of), file)
    const log: LogWriter = await sqliteLog({ file }).open(world)
    const entries = await log.read('kitchen', 0, everything)
    expect(entries.map(({ id, from, to, kind, position }) => [id, from, to, kind, position])).toEqual([
      [replica(1), 1, 2, 'packet', 1],
      [replica(2), 1, 1, 'void', 2],
      [replica(1), 3, 3, 'packet', 3],
    ])
    expect(entries.map(({ bytes }) => Buffer.from(bytes))).toEqual(
      [packets[0], new Uint8Array(0), packets[1]].map((bytes) => Buffer.from(bytes ?? [])),
    )
    expect((await log.read('cellar', 0, everything)).map(({ bytes }) => Buffer.from(bytes))).toEqual([Buffer.from(packets[2] ?? [])])
    expect(await log.reigns('kitchen')).toEqual([
      { nonce: '0101010101010101', start: 0 },
      { nonce: '0202020202020202', start: 2 },
    ])
    expect([...(await log.columns('kitchen'))]).toEqual(expect.arrayContaining(declared.map(({ id, name: column }) => [id, column])))
    expect(await log.overlapping('kitchen', replica(1), { from: 2, to: 3 })).toHaveLength(2)
    const snapshot = await log.snapshot('kitchen')
    expect(snapshot?.position).toBe(1)
    expect(decodeSnapshot(snapshot?.bytes ?? new Uint8Array(0))?.folded ?? 'of another version').toBe(2)
    const space = await loadSpace(log, 'kitchen')
    expect([space.position, encodeState(space.state).length > 2, space.voidsOf(replica(2))]).toEqual([3, true, [{ from: 1, to: 1 }]])
    // An id belongs to whoever it belonged to.
    await expect(log.append('cellar', draft(replica(1), 2, 2))).rejects.toMatchObject({ code: 'packet-refused' })
    expect(await log.append('cellar', draft(replica(1), 2, 2, { principal: 'bob' }))).toBe(2)
    await log.close()
  })

  const rename: LogMigration = (database) => {
    database.exec('ALTER TABLE owners RENAME COLUMN principal TO owner')
  }
  const note: LogMigration = (database) => {
    database.exec("CREATE TABLE notes (text TEXT NOT NULL) STRICT; INSERT INTO notes SELECT 'of ' || owner FROM owners")
  }

  test('[RL11] goes through every step that it lacks, once', async () => {
    const file = newFile()
    await copyFile(golden(1), file)
    const database = new Database(file)
    for (const steps of [[rename], [rename, note], [rename, note]]) {
      prepareSchema(database, file, true, steps)
      expect(database.pragma('user_version', { simple: true })).toBe(steps.length + 1)
    }
    expect(database.prepare('SELECT text FROM notes ORDER BY text').all()).toEqual([
      { text: 'of ann' },
      { text: 'of ann' },
      { text: 'of bob' },
    ])
    expect(() => prepareSchema(database, file, true, [rename])).toThrow('newer relay')
    expect(() => prepareSchema(database, file, false, [rename, note, note])).toThrow('older relay')
    database.close()
    const empty = new Database(newFile())
    prepareSchema(empty, 'empty', true, [rename, note])
    expect(empty.pragma('user_version', { simple: true })).toBe(3)
    expect(empty.prepare('SELECT owner FROM owners').all()).toEqual([])
    empty.close()
  })

  test('[RL11] a step that fails leaves everything as it was', async () => {
    const file = newFile()
    await copyFile(golden(1), file)
    const before = await readFile(file)
    const database = new Database(file)
    const fails: LogMigration = () => {
      throw new Error('on purpose')
    }
    expect(() => prepareSchema(database, file, true, [rename, fails])).toThrow('on purpose')
    database.close()
    expect(await readFile(file)).toEqual(before)
    expect(contentsOf(file)).toEqual(contentsOf(golden(1)))
  })
})
