import { Reader } from '../bytes/reader.js'
import { compareUtf8 } from '../order/compare.js'
import { extended, Kind, maxValueBytes, maxValueDepth, Simple } from './value.js'
import type { Value } from './value.js'

/**
 * The value of canonical bytes, deep-frozen (but a Uint8Array cannot be frozen: it is a fresh copy). Strict: what
 * `encodeValue` would not have written is refused, so a value has one spelling everywhere.
 *
 * @throws TorsorError 'bytes-malformed' naming what and at which byte.
 */
export function decodeValue(bytes: Uint8Array): Value {
  const reader = new Reader(bytes)
  reader.check(bytes.length <= maxValueBytes, `more than ${maxValueBytes} bytes`)
  const value = read(reader, 0)
  reader.end()
  return value
}

/**
 * The int64 of bytes that `encodeInt64` wrote.
 *
 * @throws TorsorError 'bytes-malformed' also for the canonical bytes of any other value.
 */
export function decodeInt64(bytes: Uint8Array): bigint {
  const value = decodeValue(bytes)
  if (typeof value !== 'bigint') throw new Reader(bytes).malformed('not an int64')
  return value
}

function read(reader: Reader, depth: number): Value {
  const head = reader.byte()
  const small = head & extended
  // A varint after 31 is counted from there, so that every argument has one spelling.
  const argument = (): number => (small < extended ? small : extended + reader.unsigned(Number.MAX_SAFE_INTEGER - extended))
  switch (head >> 5) {
    case Kind.natural:
      return argument()
    case Kind.negative: {
      const value = -1 - argument()
      reader.check(Number.isSafeInteger(value), 'an integer that is not safe')
      return value
    }
    case Kind.bytes:
      return reader.take(argument()).slice()
    case Kind.text:
      return reader.text(argument())
    case Kind.array:
      return readArray(reader, argument(), depth)
    case Kind.object:
      return readObject(reader, argument(), depth)
    case Kind.bigint: {
      const zigzag = small < extended ? BigInt(small) : BigInt(extended) + reader.unsigned64()
      reader.check(zigzag < 2n ** 64n, 'an integer beyond int64')
      return (zigzag >> 1n) ^ -(zigzag & 1n)
    }
    default:
      return readSimple(reader, small)
  }
}

function readSimple(reader: Reader, kind: number): Value {
  switch (kind) {
    case Simple.null:
      return null
    case Simple.false:
      return false
    case Simple.true:
      return true
    case Simple.float64: {
      const value = reader.float64()
      // -0 is a safe integer too, so it is refused here like every second spelling.
      reader.check(Number.isFinite(value) && !Number.isSafeInteger(value), 'a float64 that is not finite or should be an integer')
      return value
    }
    default:
      throw reader.malformed('an unknown kind')
  }
}

function readArray(reader: Reader, count: number, depth: number): Value {
  checkCount(reader, count, depth)
  const array: Value[] = []
  for (let i = 0; i < count; i++) array.push(read(reader, depth + 1))
  return Object.freeze(array)
}

function readObject(reader: Reader, count: number, depth: number): Value {
  checkCount(reader, count * 2, depth)
  const entries: [string, Value][] = []
  for (let i = 0; i < count; i++) {
    const key = (reader.bytes[reader.offset] as number) >> 5 === Kind.text ? read(reader, depth) : null
    const last = entries.at(-1)
    if (typeof key !== 'string' || (last !== undefined && compareUtf8(last[0], key) >= 0))
      throw reader.malformed('a key that is no text, or does not ascend')
    entries.push([key, read(reader, depth + 1)])
  }
  return Object.freeze(Object.fromEntries(entries))
}

/** Bounds a count by the bytes that are there before anything is built from it. */
function checkCount(reader: Reader, least: number, depth: number): void {
  reader.check(depth < maxValueDepth, `nesting deeper than ${maxValueDepth}`)
  reader.check(least <= reader.remaining, 'a count beyond the bytes')
}
