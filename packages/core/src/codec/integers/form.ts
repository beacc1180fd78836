import { Writer } from '../writer.js'
import { bestBitCode } from './bit-code.js'
import { Integers } from './integers.js'
import { equalAt, leastAt, majorityAt, negateHigh, shift, zigzag } from './transform.js'

/** How a list of integers is written: values of a signed list are zigzagged here. `size` is in bytes, with the head. */
export type Form =
  | { readonly form: 'constant'; readonly size: number; readonly value: Integers }
  | { readonly form: 'coded'; readonly size: number; readonly code: number; readonly values: Integers }
  | { readonly form: 'offset'; readonly size: number; readonly base: Integers; readonly code: number; readonly distances: Integers }
  | {
      readonly form: 'majority'
      readonly size: number
      readonly value: Integers
      readonly count: number
      readonly gaps: Form
      readonly exceptions: Form
    }

/** A constant below it is in the head byte. */
export const SMALL_VALUES = 64

/** The shortest form, the first of equally short ones; `outer`: a majority may be one. For a list that is not empty. */
export function bestForm(values: Integers, signed: boolean, outer: boolean): Form {
  const codable = signed ? zigzag(values) : values
  const bitCode = bestBitCode(codable)
  let best: Form | undefined
  if (isConstant(values)) best = { form: 'constant', size: constantSize(codable), value: single(codable, 0) }
  if (bitCode === undefined) return best ?? noForm()
  const coded: Form = { form: 'coded', size: 1 + bytesOf(bitCode.bits), code: bitCode.code, values: codable }
  best = shorter(best, coded)
  if (best.form === 'constant') return best
  best = shorter(best, offsetForm(values, signed))
  return outer ? shorter(best, majorityForm(values, codable, signed)) : best
}

function shorter(best: Form | undefined, challenger: Form | undefined): Form {
  if (best === undefined) return challenger ?? noForm()
  return challenger !== undefined && challenger.size < best.size ? challenger : best
}

/** A list has at least one value, so it has a form. */
function noForm(): never {
  throw new RangeError('An empty list of integers has no form')
}

function offsetForm(values: Integers, signed: boolean): Form | undefined {
  const least = leastAt(values, signed)
  const high = values.high(least)
  const low = values.low(least)
  if ((high | low) === 0) return undefined
  const distances = shift(values, negateHigh(high, low), -low | 0)
  const bitCode = bestBitCode(distances)
  if (bitCode === undefined) return undefined
  const base = single(values, least)
  const codable = signed ? zigzag(base) : base
  return { form: 'offset', size: 2 + varintSize(codable) + bytesOf(bitCode.bits), base: codable, code: bitCode.code, distances }
}

function majorityForm(values: Integers, codable: Integers, signed: boolean): Form | undefined {
  const common = majorityAt(values)
  if (common < 0) return undefined
  const gaps = new Integers()
  const exceptions = new Integers()
  let next = 0
  for (let at = 0; at < values.length; at++) {
    if (equalAt(values, at, common)) continue
    gaps.pushSafe(at - next)
    exceptions.push(values.high(at), values.low(at))
    next = at + 1
  }
  if (gaps.length === 0) return undefined
  const gapForm = bestForm(gaps, false, false)
  const exceptionForm = bestForm(exceptions, signed, false)
  const value = single(codable, common)
  const size = 1 + varintSize(value) + unsignedSize(gaps.length) + gapForm.size + exceptionForm.size
  return { form: 'majority', size, value, count: gaps.length, gaps: gapForm, exceptions: exceptionForm }
}

function single(values: Integers, at: number): Integers {
  const one = new Integers(1)
  one.push(values.high(at), values.low(at))
  return one
}

function isConstant(values: Integers): boolean {
  for (let at = 1; at < values.length; at++) if (!equalAt(values, at, 0)) return false
  return true
}

/** Whether a constant fits the head byte. */
export function isSmall(value: Integers): boolean {
  return value.high(0) === 0 && value.low(0) >= 0 && value.low(0) < SMALL_VALUES
}

function constantSize(value: Integers): number {
  return isSmall(value) ? 1 : 1 + varintSize(value)
}

function varintSize(value: Integers): number {
  const writer = new Writer()
  writer.varint(value.high(0), value.low(0))
  return writer.length
}

function unsignedSize(value: number): number {
  const writer = new Writer()
  writer.unsigned(value)
  return writer.length
}

function bytesOf(bits: number): number {
  return Math.ceil(bits / 8)
}
