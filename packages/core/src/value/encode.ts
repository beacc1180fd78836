import { TorsorError } from '../errors.js'
import { compareUtf8 } from '../order/compare.js'
import { utf8Length } from '../order/utf8.js'
import { Kind, maxInt64, maxValueBytes, maxValueDepth, minInt64, propertyPath, Simple } from './value.js'
import { isWellFormed } from './well-formed.js'
import { ValueWriter } from './writer.js'

/**
 * The canonical bytes of a value: equal values have equal bytes, and no two values share them (1 and 1n differ; 0 and
 * -0 are the same value). Properties that are `undefined` are left out, as JSON does.
 *
 * @param path names the value in errors, for example `items.place`.
 * @throws TorsorError 'value-not-storable' naming the path inside the value; 'too-large' beyond 512 KiB of bytes.
 */
export function encodeValue(value: unknown, path: string = ''): Uint8Array {
  const writer = new ValueWriter()
  write(writer, value, path, path, [])
  return writer.finish()
}

/** The canonical bytes of an int64: `encodeValue` of a bigint. */
export function encodeInt64(value: bigint): Uint8Array {
  return encodeValue(value)
}

function write(writer: ValueWriter, value: unknown, path: string, root: string, parents: object[]): void {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) throw refusal(path, `${value} is not a finite number`)
      writeNumber(writer, value)
      break
    case 'string':
      writeText(writer, value, path, root)
      break
    case 'boolean':
      writer.head(Kind.simple, value ? Simple.true : Simple.false)
      break
    case 'bigint':
      if (value < minInt64 || value > maxInt64) throw refusal(path, `${value} is outside the range of an int64`)
      writer.bigHead(Kind.bigint, BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)))
      break
    case 'object':
      writeObject(writer, value, path, root, parents)
      break
    case 'undefined':
      throw refusal(path, 'undefined is not storable: use null')
    case 'function':
    case 'symbol':
      throw refusal(path, `a ${typeof value} is not storable`)
  }
  checkSize(writer.length, root)
}

function writeNumber(writer: ValueWriter, value: number): void {
  if (!Number.isSafeInteger(value)) {
    writer.head(Kind.simple, Simple.float64)
    writer.float64(value)
  } else if (value < 0) writer.head(Kind.negative, -1 - value)
  else writer.head(Kind.natural, value)
}

function writeText(writer: ValueWriter, value: string, path: string, root: string): void {
  if (!isWellFormed(value)) throw refusal(path, 'the string holds an unpaired surrogate, which has no UTF-8')
  const byteLength = utf8Length(value)
  checkSize(writer.length + byteLength, root)
  writer.head(Kind.text, byteLength)
  writer.text(value, byteLength)
}

function writeObject(writer: ValueWriter, value: object | null, path: string, root: string, parents: object[]): void {
  if (value === null) {
    writer.head(Kind.simple, Simple.null)
    return
  }
  if (value instanceof Uint8Array) {
    checkSize(writer.length + value.length, root)
    writer.head(Kind.bytes, value.length)
    writer.bytes(value)
    return
  }
  if (parents.includes(value)) throw refusal(path, 'the value contains itself')
  if (parents.length >= maxValueDepth) throw refusal(path, `arrays and objects nest deeper than ${maxValueDepth}`)
  parents.push(value)
  if (isPlainArray(value)) {
    checkSize(writer.length + value.length, root)
    writer.head(Kind.array, value.length)
    for (let i = 0; i < value.length; i++) write(writer, value[i], `${path}[${i}]`, root, parents)
  } else if (isPlainObject(value)) {
    const entries = Object.entries(value).filter((entry) => entry[1] !== undefined)
    entries.sort((a, b) => compareUtf8(a[0], b[0]))
    writer.head(Kind.object, entries.length)
    for (const [key, property] of entries) {
      const inner = propertyPath(path, key)
      writeText(writer, key, inner, root)
      write(writer, property, inner, root, parents)
    }
  } else throw refusal(path, `${describeClass(value)} is not storable: ${adviceFor(value)}`)
  parents.pop()
}

/** By the length of the prototype chain, so that an array of another realm (an iframe, a test's DOM) is one too. */
function isPlainArray(value: object): value is readonly unknown[] {
  if (!Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype !== null && isRoot(Object.getPrototypeOf(prototype))
}

function isPlainObject(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || (isRoot(prototype) && !Array.isArray(value))
}

/** Some realm's Object.prototype. */
function isRoot(prototype: unknown): boolean {
  return typeof prototype === 'object' && prototype !== null && Object.getPrototypeOf(prototype) === null
}

function describeClass(value: object): string {
  const constructor: unknown = value.constructor
  const name = typeof constructor === 'function' ? constructor.name : ''
  return name === '' ? 'an instance of a class' : `a ${name}`
}

function adviceFor(value: object): string {
  if (value instanceof Date) return 'keep its time in ms, or an ISO string'
  if (value instanceof Map || value instanceof Set) return 'use an object, an array, or the set() field'
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'use a Uint8Array'
  return 'use a plain object or array'
}

function refusal(path: string, why: string): TorsorError<'value-not-storable'> {
  return new TorsorError('value-not-storable', path === '' ? why : `${path}: ${why}`, { data: { path, why } })
}

function checkSize(bytes: number, path: string): void {
  if (bytes <= maxValueBytes) return
  const name = path === '' ? 'the value' : path
  throw new TorsorError('too-large', `${name} takes ${bytes} bytes or more; a value takes at most ${maxValueBytes}`, {
    data: { path, bytes, limit: maxValueBytes },
  })
}
