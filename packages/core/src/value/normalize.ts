import { TorsorError } from '../errors.js'
import { compareUtf8 } from '../order/compare.js'
import { utf8Length } from '../order/utf8.js'
import { notStorable } from './not-storable.js'
import { extended, maxInt64, maxValueBytes, maxValueDepth, minInt64, propertyPath } from './value.js'
import type { Value } from './value.js'
import { isWellFormed } from './well-formed.js'

/**
 * A copy of the value as a register holds it: frozen throughout (but a Uint8Array cannot be), keys in the order of their
 * UTF-8 bytes, without properties that are `undefined`, as JSON leaves them out, and with 0 for -0.
 *
 * @param path names the value in errors, for example `items.place`.
 * @throws TorsorError 'value-not-storable' naming the path inside the value; 'too-large' where its canonical bytes are
 * more than 512 KiB.
 */
export function normalizeValue(value: unknown, path: string = ''): Value {
  const parents: object[] = []
  let bytes = 0

  /** Refuses what would be too large before it is walked or copied. */
  const take = (size: number, toCome: number = 0): void => {
    bytes += size
    const least = bytes + toCome
    if (least <= maxValueBytes) return
    throw new TorsorError('too-large', `${path || 'the value'} takes ${least} bytes or more; a value takes at most ${maxValueBytes}`, {
      data: { path, bytes: least, limit: maxValueBytes },
    })
  }

  const normalizeText = (text: string, at: string): string => {
    if (!isWellFormed(text)) throw notStorable(at, 'the string holds an unpaired surrogate, which has no UTF-8')
    const length = utf8Length(text)
    take(headLength(length) + length)
    return text
  }

  const normalizeObject = (value: object, at: string): Value => {
    if (value instanceof Uint8Array) {
      take(headLength(value.length) + value.length)
      return new Uint8Array(value)
    }
    if (parents.includes(value)) throw notStorable(at, 'the value contains itself')
    if (parents.length >= maxValueDepth) throw notStorable(at, `arrays and objects nest deeper than ${maxValueDepth}`)
    parents.push(value)
    let copy: Value
    if (isPlainArray(value)) {
      // Each element takes a byte or more.
      take(headLength(value.length), value.length)
      copy = Array.from(value, (item, index) => normalize(item, `${at}[${index}]`))
    } else if (isPlainObject(value)) {
      const entries = Object.entries(value).filter((entry) => entry[1] !== undefined)
      bytes += headLength(entries.length)
      copy = Object.fromEntries(
        entries
          .sort((a, b) => compareUtf8(a[0], b[0]))
          .map(([key, property]) => {
            const inner = propertyPath(at, key)
            return [normalizeText(key, inner), normalize(property, inner)]
          }),
      )
    } else throw notStorable(at, `${describeClass(value)} is not storable: ${adviceFor(value)}`)
    parents.pop()
    return Object.freeze(copy)
  }

  const normalize = (value: unknown, at: string): Value => {
    switch (typeof value) {
      case 'string':
        return normalizeText(value, at)
      case 'object':
        if (value !== null) return normalizeObject(value, at)
        take(1)
        return value
      case 'boolean':
        take(1)
        return value
      case 'number':
        if (!Number.isFinite(value)) throw notStorable(at, `${value} is not a finite number`)
        take(Number.isSafeInteger(value) ? headLength(value < 0 ? -1 - value : value) : 9)
        // -0 + 0 is 0.
        return value + 0
      case 'bigint':
        if (value < minInt64 || value > maxInt64) throw notStorable(at, `${value} is outside the range of an int64`)
        take(headLength(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))))
        return value
      case 'undefined':
        throw notStorable(at, 'undefined is not storable: use null')
      default:
        throw notStorable(at, `a ${typeof value} is not storable`)
    }
  }

  return normalize(value, path)
}

/** Bytes that the head of a value takes (see `Kind`). */
function headLength(argument: number | bigint): number {
  if (argument < extended) return 1
  const rest = typeof argument === 'bigint' ? argument - BigInt(extended) : argument - extended
  return 1 + Math.ceil(rest.toString(2).length / 7)
}

/** By the length of the prototype chain, so that an array of another realm (an iframe, a test's DOM) is one too. */
function isPlainArray(value: object): value is readonly unknown[] {
  if (!Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype !== null && isRoot(Object.getPrototypeOf(prototype))
}

export function isPlainObject(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return !Array.isArray(value) && (prototype === null || isRoot(prototype))
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
