import {
  Algebra,
  columnId,
  createDelta,
  digestOfDelta,
  encodeState,
  joinState,
  stateDigest,
  Table,
  WordMap,
  type Delta,
} from '@torsor/core'
import { openMemory } from '@torsor/store'
import { describe, expect, it } from 'vitest'
import { bucketOf, bucketsOf, decodePage, encodePages } from '../../src/reference/pages.js'
import { loadReplica } from '../../src/storage/load.js'
import { initialReference } from '../../src/storage/layout.js'

const items = columnId('collection:items', Algebra.life)
const name = columnId('items.name', Algebra.lww)
const stock = columnId('items.stock', Algebra.sum)
const wall = columnId('words:wall', Algebra.xor)

function reference(records: number): Delta {
  const delta = createDelta()
  const table = new Table()
  for (let at = 0; at < records; at++) {
    const cells = new Map([[name, { stamp: 1 + at, value: `name of ${at}` }]])
    table.set(`item-${at}`, at % 10 === 9 ? { life: 2, cells: new Map() } : { life: 1, cells })
    if (at % 10 === 5) table.put(table.find(`item-${at}`), stock, BigInt(at))
  }
  delta.records.set(items, table)
  const words = new WordMap()
  words.set(7, 9n)
  delta.words.set(wall, words)
  return delta
}

describe('[RE51] pages', () => {
  it('[RE51] hold every cell once, and the digest of what they hold', () => {
    const whole = reference(1_000)
    for (const pageCount of [1, 8, 64]) {
      const pages = [...encodePages(whole, pageCount, null)].map(([bucket, row]) => decodePage(row, bucket, pageCount))
      for (const { delta, digest } of pages) expect(digest).toBe(digestOfDelta(delta))
      const state = joinState(pages)
      // Not `toEqual`: what it prints of thousands of bytes takes minutes.
      expect(Buffer.compare(encodeState(state), encodeState(whole))).toBe(0)
      expect(stateDigest(state)).toBe(digestOfDelta(whole))
    }
  })

  it('[RE51] of chosen buckets are the same as of all; a bucket that nothing is in is null', () => {
    const whole = reference(50)
    const all = encodePages(whole, 64, null)
    const dirty = bucketsOf(reference(3), 64)
    const empty = Array.from({ length: 64 }, (_, bucket) => bucket).find((bucket) => !all.has(bucket)) ?? -1
    const chosen = encodePages(whole, 64, new Set([...dirty, empty]))
    expect(chosen.get(empty)).toBeNull()
    for (const bucket of dirty) expect(chosen.get(bucket)).toEqual(all.get(bucket))
    expect(chosen.size).toBe(dirty.size + 1)
  })

  it('[RE51] spread records evenly', () => {
    const counts = new Array<number>(16).fill(0)
    for (let at = 0; at < 16_000; at++) (counts[bucketOf(items, `item-${at}`, 16)] as number)++
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })

  it('[RE51] that were damaged anywhere, also in their digest, are refused', () => {
    const row = encodePages(reference(5), 1, null).get(0)
    for (let at = 0; at < (row?.bytes.length ?? 0); at++) {
      const bytes = row?.bytes.slice() ?? new Uint8Array()
      bytes[at] = (bytes[at] ?? 0) ^ 1
      expect(() => decodePage({ ...row, bytes }, 0, 1)).toThrow(expect.objectContaining({ code: 'storage-damaged' }))
    }
  })

  it('[RE51] that hold a record of another page are refused: it could be there twice', () => {
    const [page] = encodePages(reference(50), 4, null)
    if (page === undefined) throw new Error('there are pages')
    const [bucket, row] = page
    expect(decodePage(row, bucket, 4).delta.records.size).toBe(1)
    for (const [other, count] of [
      [(bucket + 1) % 4, 4],
      [bucket, 64],
    ] as const)
      expect(() => decodePage(row, other, count)).toThrow('a record of page')
  })

  it('[RE51] are decoded in slices, between which others go first', async () => {
    const store = await openMemory('test')
    const whole = reference(60_000)
    await store.write('strict', (writer) => {
      writer.put('meta', 'reference', { ...initialReference, pageCount: 32 })
      for (const [bucket, row] of encodePages(whole, 32, null)) writer.put('pages', bucket, row)
      return Promise.resolve()
    })
    let pauses = 0
    const loaded = await loadReplica(store, () => {
      pauses++
      return Promise.resolve()
    })
    expect(pauses).toBeGreaterThan(1)
    expect(stateDigest(loaded.state)).toBe(digestOfDelta(whole))
    expect(encodeState(loaded.state)).toEqual(encodeState(whole))
  })
})
