import { TorsorError } from '../errors.js'
import { compareUtf8 } from '../order/compare.js'
import { ValueReader } from './reader.js'
import { Kind, maxValueBytes, maxValueDepth, Simple } from './value.js'
import type { Value } from './value.js'

/**
 * The value of canonical bytes, deep-frozen (but a Uint8Array cannot be frozen: it is a fresh copy). Strict: what
 * `encodeValue` would not have written is refused, so a value has one spelling everywhere.
 *
 * @throws TorsorError 'bytes-malformed' naming what and at which byte.
 */
export function decodeValue(bytes: Uint8Array): Value {
  if (bytes.length > maxValueBytes) {
    throw new TorsorError('bytes-malformed', `value: ${bytes.length} bytes, where at most ${maxValueBytes} are allowed`)
  }
  const reader = new ValueReader(bytes)
  const value = read(reader, 0)
  if (reader.remaining > 0) throw reader.malformed('bytes after its end')
  return value
}

/**
 * The int64 of bytes that `encodeInt64` wrote.
 *
 * @throws TorsorError 'bytes-malformed' also for the canonical bytes of any other value.
 */
export function decodeInt64(bytes: Uint8Array): bigint {
  const value = decodeValue(bytes)
  if (typeof value !== 'bigint') throw new TorsorError('bytes-malformed', 'value: not an int64')
  return value
}

function read(reader: ValueReader, depth: number): Value {
  const kind = reader.kind()
  switch (kind) {
    case Kind.natural:
      return reader.argument()
    case Kind.negative:
      return readNegative(reader)
    case Kind.bytes:
      return reader.bytes(reader.argument())
    case Kind.text:
      return reader.text(reader.argument())
    case Kind.array:
      return readArray(reader, depth)
    case Kind.object:
      return readObject(reader, depth)
    case Kind.bigint:
      return reader.int64()
    default:
      return readSimple(reader)
  }
}

function readNegative(reader: ValueReader): number {
  const value = -1 - reader.argument()
  if (!Number.isSafeInteger(value)) throw reader.malformed('an integer that is not safe')
  return value
}

function readSimple(reader: ValueReader): Value {
  switch (reader.argument()) {
    case Simple.null:
      return null
    case Simple.false:
      return false
    case Simple.true:
      return true
    case Simple.float64: {
      const value = reader.float64()
      // -0 is a safe integer too, so it is refused here like every second spelling.
      if (!Number.isFinite(value) || Number.isSafeInteger(value))
        throw reader.malformed('a float64 that is not finite or should be an integer')
      return value
    }
    default:
      throw reader.malformed('an unknown kind')
  }
}

function readArray(reader: ValueReader, depth: number): Value {
  const count = readCount(reader, depth, 1)
  const array: Value[] = []
  for (let i = 0; i < count; i++) array.push(read(reader, depth + 1))
  return Object.freeze(array)
}

function readObject(reader: ValueReader, depth: number): Value {
  const count = readCount(reader, depth, 2)
  const object: Record<string, Value> = {}
  let last: string | null = null
  for (let i = 0; i < count; i++) {
    if (reader.kind() !== Kind.text) throw reader.malformed('a key that is not a text')
    const key = reader.text(reader.argument())
    if (last !== null && compareUtf8(last, key) >= 0) throw reader.malformed('keys that do not ascend')
    last = key
    const value = read(reader, depth + 1)
    // Assignment to this one name would set the prototype.
    if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
    else object[key] = value
  }
  return Object.freeze(object)
}

/** Bounds a count by the bytes that are there before anything is built from it. */
function readCount(reader: ValueReader, depth: number, bytesEach: number): number {
  const count = reader.argument()
  if (depth >= maxValueDepth) throw reader.malformed(`nesting deeper than ${maxValueDepth}`)
  if (count > reader.remaining / bytesEach) throw reader.malformed('a count beyond the bytes')
  return count
}
