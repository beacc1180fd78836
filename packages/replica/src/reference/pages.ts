import { createDelta, decodeDelta, encodeDelta, hashBytes, TorsorError, type ColumnId, type Delta } from '@torsor/core'
import { seal, unseal, type PageRow } from '../storage/rows.js'

/** Bytes a page should have, about: opening reads few rows, a checkpoint rewrites little. */
const PAGE_TARGET = 64 * 1024
const MAX_PAGES = 1 << 14

const encoder = new TextEncoder()

/** Which page a record's cells live on; `pageCount` is a power of two, so that doubling splits pages in two. */
export function bucketOf(table: ColumnId, record: string, pageCount: number): number {
  return (hashBytes(encoder.encode(record)) ^ Math.imul(table, 0x9e3779b1)) & (pageCount - 1)
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
  for (const [table, records] of reference.records) {
    for (const [record, row] of records) {
      const bucket = bucketOf(table, record, pageCount)
      if (buckets !== null && !buckets.has(bucket)) continue
      const into = part(bucket)
      let rows = into.records.get(table)
      if (rows === undefined) into.records.set(table, (rows = new Map()))
      rows.set(record, row)
    }
  }
  for (const [table, words] of reference.words) {
    const bucket = wordsBucket(table, pageCount)
    if (buckets === null || buckets.has(bucket)) part(bucket).words.set(table, words)
  }
  const rows = new Map<number, PageRow | null>()
  for (const bucket of buckets ?? []) rows.set(bucket, null)
  for (const [bucket, delta] of parts) rows.set(bucket, seal(encodeDelta(delta)))
  return rows
}

/** Throws `storage-damaged` when the row is not the page that was written. */
export function decodePage(row: unknown): Delta {
  const bytes = unseal(row, 'pages')
  try {
    return decodeDelta(bytes)
  } catch (error) {
    throw new TorsorError('storage-damaged', 'a stored page does not decode; it was set aside', { data: { where: 'pages' }, cause: error })
  }
}

/** The buckets that a delta's cells live in. */
export function bucketsOf(delta: Delta, pageCount: number): Set<number> {
  const buckets = new Set<number>()
  for (const [table, records] of delta.records) for (const record of records.keys()) buckets.add(bucketOf(table, record, pageCount))
  for (const table of delta.words.keys()) buckets.add(wordsBucket(table, pageCount))
  return buckets
}
