import { Writer } from '../bytes/writer.js'
import { compareUtf8 } from '../order/compare.js'
import { utf8Length } from '../order/utf8.js'
import { normalizeValue } from './normalize.js'
import { extended, Kind, Simple } from './value.js'
import type { Value } from './value.js'

/**
 * The canonical bytes of a value: equal values have equal bytes, and no two values share them (1 and 1n differ; 0 and
 * -0 are the same value). Properties that are `undefined` are left out, as JSON does.
 *
 * @param path names the value in errors, for example `items.place`.
 * @throws TorsorError 'value-not-storable' naming the path inside the value; 'too-large' beyond 512 KiB of bytes.
 */
export function encodeValue(value: unknown, path: string = ''): Uint8Array {
  return encodeNormalized(normalizeValue(value, path))
}

/** The same of what `normalizeValue` or `decodeValue` returned, which is not checked again. */
export function encodeNormalized(value: Value): Uint8Array {
  writer.reset()
  write(value)
  return writer.finish()
}

/** The canonical bytes of an int64: `encodeValue` of a bigint. */
export function encodeInt64(value: bigint): Uint8Array {
  return encodeValue(value)
}

/** One for all: nothing in here encodes another value. */
const writer = new Writer()

function head(kind: number, argument: number | bigint): void {
  const small = argument < extended
  writer.byte((kind << 5) | (small ? Number(argument) : extended))
  if (!small) writer.unsigned(typeof argument === 'bigint' ? argument - BigInt(extended) : argument - extended)
}

function write(value: Value): void {
  switch (typeof value) {
    case 'number':
      return writeNumber(value)
    case 'string':
      return writeText(value)
    case 'boolean':
      return head(Kind.simple, value ? Simple.true : Simple.false)
    case 'bigint':
      return head(Kind.bigint, BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)))
    default:
      if (value === null) head(Kind.simple, Simple.null)
      else writeObject(value)
  }
}

function writeNumber(value: number): void {
  if (!Number.isSafeInteger(value)) {
    head(Kind.simple, Simple.float64)
    writer.float64(value)
  } else if (value < 0) head(Kind.negative, -1 - value)
  else head(Kind.natural, value)
}

function writeText(value: string): void {
  head(Kind.text, utf8Length(value))
  writer.text(value)
}

function writeObject(value: Exclude<Value, null | boolean | number | bigint | string>): void {
  if (value instanceof Uint8Array) {
    head(Kind.bytes, value.length)
    writer.bytes(value)
  } else if (isArray(value)) {
    head(Kind.array, value.length)
    for (const item of value) write(item)
  } else {
    // Again: the engine puts keys that look like indices first, wherever they were put.
    const entries = Object.entries(value).sort((a, b) => compareUtf8(a[0], b[0]))
    head(Kind.object, entries.length)
    for (const [key, property] of entries) {
      writeText(key)
      write(property)
    }
  }
}

/** `Array.isArray` does not narrow readonly arrays away from objects. */
function isArray(value: object): value is readonly Value[] {
  return Array.isArray(value)
}
