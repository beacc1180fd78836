import { decodeValue, encodeValue, hashBytes, TorsorError } from '@torsor/core'
import { storeNames, type StoreKey, type StoreName } from '@torsor/store'
import { storageVersion } from '../storage/migrations/index.js'

/** One row of one space's storage. */
export interface ArchivedRow {
  readonly space: string
  readonly room: StoreName
  readonly key: StoreKey
  readonly value: unknown
}

/** Rows as they were archived, and the version of the storage that they lay in. */
export interface Archive {
  readonly version: number
  readonly rows: readonly ArchivedRow[]
}

/** "torsor"; the version of the rows follows. */
const MAGIC = new Uint8Array([0x74, 0x6f, 0x72, 0x73, 0x6f, 0x72])
const HEAD_BYTES = MAGIC.length + 1
const SUM_BYTES = 4

/**
 * Rows as one run of bytes: each a head (a value with the row's place, and all of it but its `bytes`), then those bytes,
 * which can be larger than a value may be; at the end a checksum of everything before.
 */
export function encodeArchive(rows: readonly ArchivedRow[]): Uint8Array {
  const parts: Uint8Array[] = [MAGIC, Uint8Array.of(storageVersion)]
  for (const { space, room, key, value } of rows) {
    const { bytes, rest } = withoutBytes(value)
    const head = encodeValue([space, room, key, rest])
    parts.push(lengths(head.length, bytes.length), head, bytes)
  }
  const archive = new Uint8Array(parts.reduce((sum, part) => sum + part.length, SUM_BYTES))
  let at = 0
  for (const part of parts) {
    archive.set(part, at)
    at += part.length
  }
  new DataView(archive.buffer).setUint32(at, hashBytes(archive.subarray(0, at)) >>> 0)
  return archive
}

/** @throws TorsorError 'storage-incompatible' for what a newer release archived, 'bytes-malformed' for whatever none did. */
export function decodeArchive(archive: Uint8Array): Archive {
  const end = archive.length - SUM_BYTES
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  if (end < HEAD_BYTES || MAGIC.some((byte, at) => archive[at] !== byte)) throw malformed('is none')
  const version = view.getUint8(MAGIC.length)
  if (view.getUint32(end) !== hashBytes(archive.subarray(0, end)) >>> 0) throw malformed('does not match its checksum')
  if (version > storageVersion || version < 1) {
    const data = { found: version, expected: storageVersion }
    throw new TorsorError('storage-incompatible', 'The archive is of a newer release; nothing of it was taken', { data })
  }
  const rows: ArchivedRow[] = []
  for (let at = HEAD_BYTES; at < end;) {
    if (at + 8 > end) throw malformed('ends within a row')
    const [head, bytes] = [view.getUint32(at), view.getUint32(at + 4)]
    at += 8
    if (at + head + bytes > end) throw malformed('ends within a row')
    rows.push(rowOf(archive.subarray(at, at + head), archive.slice(at + head, at + head + bytes)))
    at += head + bytes
  }
  return { version, rows }
}

function withoutBytes(value: unknown): { readonly bytes: Uint8Array; readonly rest: unknown } {
  if (typeof value !== 'object' || value === null || !('bytes' in value) || !(value.bytes instanceof Uint8Array))
    return { bytes: new Uint8Array(0), rest: value }
  const { bytes, ...rest } = value
  return { bytes, rest: { ...rest, bytes: null } }
}

function rowOf(head: Uint8Array, bytes: Uint8Array): ArchivedRow {
  const decoded = decodeValue(head)
  if (!Array.isArray(decoded) || decoded.length !== 4) throw malformed('has a malformed row')
  const [space, room, key, rest] = decoded as readonly unknown[]
  const name = storeNames.find((known) => known === room)
  if (typeof space !== 'string' || name === undefined || !isKey(key)) throw malformed('has a malformed row')
  const isSealed = typeof rest === 'object' && rest !== null && 'bytes' in rest
  return { space, room: name, key, value: isSealed ? { ...rest, bytes } : rest }
}

function isKey(key: unknown): key is StoreKey {
  const isPart = (part: unknown): boolean => typeof part === 'string' || typeof part === 'number'
  return isPart(key) || (Array.isArray(key) && key.every(isPart))
}

function lengths(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length))
  values.forEach((value, at) => {
    view.setUint32(4 * at, value)
  })
  return new Uint8Array(view.buffer)
}

function malformed(what: string): TorsorError<'bytes-malformed'> {
  return new TorsorError('bytes-malformed', `The archive ${what}; nothing of it was taken`, { data: { what } })
}
