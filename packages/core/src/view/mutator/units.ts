import type { FieldLayout } from '../../schema/index.js'
import { maxInt64, minInt64 } from '../../value/index.js'
import { unitsOf } from '../decimal.js'
import { notStorable } from './refusals.js'

/** Below this many units every decimal has a double of its own. */
const alwaysExact = 1e15

/** What a counter is given, as an int64 in units of its scale. */
export function toUnits(field: FieldLayout, value: unknown, path: string): bigint {
  return field.bigint ? bigintUnits(value, path) : numberUnits(value, field.scale, path)
}

function bigintUnits(value: unknown, path: string): bigint {
  if (typeof value !== 'bigint') throw notStorable(path, `a bigint counter takes a bigint, not ${describe(value)}`)
  if (value < minInt64 || value > maxInt64) throw notStorable(path, `${value} is outside the range of an int64`)
  return value
}

function numberUnits(value: unknown, scale: number, path: string): bigint {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw notStorable(path, `a counter takes a finite number, not ${describe(value)}`)
  const units = unitsOf(value, scale)
  if (units !== null) return BigInt(units)
  if (Math.abs(value) * 10 ** scale >= alwaysExact) {
    throw notStorable(path, `${value} is more than a counter of numbers holds exactly: use counter({ bigint: true })`)
  }
  const digits = scale === 0 ? 'whole numbers' : `${scale} digits after the decimal point`
  throw notStorable(path, `${value} is not exact in a counter of ${digits}: round it, or raise the scale`)
}

export function describe(value: unknown): string {
  switch (typeof value) {
    case 'number':
    case 'undefined':
      return String(value)
    case 'bigint':
      return `the bigint ${value}`
    case 'string':
      return `the string ${JSON.stringify(value.slice(0, 40))}`
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object'
    default:
      return `a ${typeof value}`
  }
}
