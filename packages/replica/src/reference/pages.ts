import {
  createDelta,
  decodeDelta,
  digestOfDelta,
  encodeDelta,
  hex,
  type ColumnId,
  type Delta,
  type StatePart,
  type Table,
} from '@torsor/core'
import { seal, unseal, type PageRow } from '../storage/rows.js'

/**
 * Bytes a page should have, about: opening reads few rows, a checkpoint rewrites little. With the double of it, the most, still below the
 * 64 KiB from which Chromium keeps a value in a file of its own, which takes three times as long to read.
 */
const PAGE_TARGET = 24 * 1024
const MAX_PAGES = 1 << 14

/** The digest of a page's cells comes before them, so that opening hashes nothing. */
const DIGEST_BYTES = 16

/** Which page a record's cells live on; `pageCount` is a power of two, so that doubling splits pages in two. */
export function bucketOf(table: ColumnId, record: string, pageCount: number): number {
  // The units of the string, not its bytes: this is once for every record of a checkpoint.
  let hash = table | 0
  for (let at = 0; at < record.length; at++) hash = Math.imul(hash ^ record.charCodeAt(at), 0x9e3779b1)
  hash ^= hash >>> 15
  return (Math.imul(hash, 0x85ebca77) >>> 7) & (pageCount - 1)
}

/** The page of a words table: one, as a register file is read and written whole. */
export function wordsBucket(table: ColumnId, pageCount: number): number {
  return bucketOf(table, '', pageCount)
}

/** How many pages suit a reference whose pages sum up to `bytes`. Never fewer than now: shrinking is not worth a rewrite. */
export function pageCountFor(bytes: number, now: number): number {
  let count = now
  while (count < MAX_PAGES && bytes / count > 2 * PAGE_TARGET) count *= 2
  return count
}

/** The pages of `buckets` (all when null) as rows; a page that became empty is null. */
export function encodePages(reference: Delta, pageCount: number, buckets: ReadonlySet<number> | null): Map<number, PageRow | null> {
  const parts = new Map<number, Delta>()
  const part = (bucket: number): Delta => {
    let delta = parts.get(bucket)
    if (delta === undefined) parts.set(bucket, (delta = createDelta()))
    return delta
  }
  for (const [id, table] of reference.records) {
    for (const [bucket, places] of placesByBucket(id, table, pageCount, buckets)) part(bucket).records.set(id, table.pick(places))
  }
  for (const [id, words] of reference.words) {
    const bucket = wordsBucket(id, pageCount)
    if (buckets === null || buckets.has(bucket)) part(bucket).words.set(id, words)
  }
  const rows = new Map<number, PageRow | null>()
  for (const bucket of buckets ?? []) rows.set(bucket, null)
  for (const [bucket, delta] of parts) rows.set(bucket, seal(encodePage(delta)))
  return rows
}

function placesByBucket(id: ColumnId, { ids }: Table, pageCount: number, buckets: ReadonlySet<number> | null): Map<number, number[]> {
  const places = new Map<number, number[]>()
  for (let at = 0; at < ids.length; at++) {
    const bucket = bucketOf(id, ids[at] as string, pageCount)
    if (buckets !== null && !buckets.has(bucket)) continue
    const known = places.get(bucket)
    if (known === undefined) places.set(bucket, [at])
    else known.push(at)
  }
  return places
}

function encodePage(delta: Delta): Uint8Array {
  const cells = encodeDelta(delta)
  const bytes = new Uint8Array(DIGEST_BYTES + cells.length)
  const digest = digestOfDelta(delta)
  for (let at = 0; at < DIGEST_BYTES; at++) bytes[at] = parseInt(digest.slice(at * 2, at * 2 + 2), 16)
  bytes.set(cells, DIGEST_BYTES)
  return bytes
}

/** Throws when the row is not the page of this bucket as it was written. */
export function decodePage(row: unknown, bucket: number, pageCount: number): StatePart {
  const bytes = unseal(row, 'pages')
  const digest = hex(bytes.subarray(0, DIGEST_BYTES))
  const delta = decodeDelta(bytes.subarray(DIGEST_BYTES), { maxBytes: Infinity })
  // Pages are joined without a search for what two of them hold.
  for (const each of bucketsOf(delta, pageCount)) if (each !== bucket) throw new RangeError(`a record of page ${each}`)
  return { delta, digest }
}

/** The buckets that a delta's cells live in. */
export function bucketsOf(delta: Delta, pageCount: number): Set<number> {
  const buckets = new Set<number>()
  for (const [table, records] of delta.records) for (const record of records.keys()) buckets.add(bucketOf(table, record, pageCount))
  for (const table of delta.words.keys()) buckets.add(wordsBucket(table, pageCount))
  return buckets
}
