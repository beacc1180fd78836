import { compareBytes } from '../../order/compare.js'
import type { Reader } from '../reader.js'
import { Writer } from '../writer.js'
import { LAST_BIT_CODE, readBitCoded, writeBitCoded } from './bit-code.js'
import { bestForm, isSmall, SMALL_VALUES, type Form } from './form.js'
import { Integers } from './integers.js'
import { shift, unzigzag } from './transform.js'

/**
 * A list of 64-bit integers whose count is known, in the shortest of four forms (the first of equally short ones), told by a
 * head byte. Values of a signed list are zigzagged wherever they stand alone.
 *
 * - constant: 192 + v where v < 64; else 129 and the value as a varint
 * - coded: a code byte (1 … 128, see bit-code) and the bits
 * - offset: 130, the least value as a varint, a code byte, and the bits of the distances from it
 * - majority: 131, the value that more than half have, the count of the exceptions, and two lists (not in this form): the gaps before
 *   the exceptions, and the exceptions
 */
const CONSTANT = 129
const OFFSET = 130
const MAJORITY = 131
const SMALL = 256 - SMALL_VALUES

/** Writes nothing for an empty list. */
export function writeIntegers(writer: Writer, values: Integers, signed: boolean): void {
  if (values.length > 0) writeForm(writer, bestForm(values, signed, true))
}

/** Refuses every spelling but the one `writeIntegers` chooses. */
export function readIntegers(reader: Reader, count: number, signed: boolean): Integers {
  const start = reader.offset
  reader.charge(count * 8)
  if (count === 0) return new Integers(0)
  const values = readForm(reader, count, signed, true)
  const again = new Writer()
  writeIntegers(again, values, signed)
  if (compareBytes(again.view(), reader.since(start)) !== 0) throw reader.malformed('integers not in their shortest form')
  return values
}

function writeForm(writer: Writer, form: Form): void {
  switch (form.form) {
    case 'constant':
      if (isSmall(form.value)) writer.byte(SMALL + form.value.low(0))
      else {
        writer.byte(CONSTANT)
        writer.varint(form.value.high(0), form.value.low(0))
      }
      return
    case 'coded':
      writer.byte(form.code)
      writeBitCoded(writer, form.code, form.values)
      return
    case 'offset':
      writer.byte(OFFSET)
      writer.varint(form.base.high(0), form.base.low(0))
      writer.byte(form.code)
      writeBitCoded(writer, form.code, form.distances)
      return
    case 'majority':
      writer.byte(MAJORITY)
      writer.varint(form.value.high(0), form.value.low(0))
      writer.unsigned(form.count)
      writeForm(writer, form.gaps)
      writeForm(writer, form.exceptions)
  }
}

function readForm(reader: Reader, count: number, signed: boolean, outer: boolean): Integers {
  const head = reader.byte()
  if (head >= SMALL) return constant(count, 0, head - SMALL, signed)
  if (head === CONSTANT) {
    reader.varint()
    return constant(count, reader.high, reader.low, signed)
  }
  if (head >= 1 && head <= LAST_BIT_CODE) {
    const values = readBitCoded(reader, head, count)
    return signed ? unzigzag(values) : values
  }
  if (head === OFFSET) {
    reader.varint()
    const base = constant(1, reader.high, reader.low, signed)
    const code = reader.byte()
    if (code < 1 || code > LAST_BIT_CODE) throw reader.malformed('an unknown form of integers')
    return shift(readBitCoded(reader, code, count), base.high(0), base.low(0))
  }
  if (head === MAJORITY && outer) return readMajority(reader, count, signed)
  throw reader.malformed('an unknown form of integers')
}

function readMajority(reader: Reader, count: number, signed: boolean): Integers {
  reader.varint()
  const value = constant(1, reader.high, reader.low, signed)
  const exceptionCount = reader.unsigned()
  if (exceptionCount < 1 || exceptionCount * 2 >= count) throw reader.malformed('more exceptions than a majority leaves')
  reader.charge(exceptionCount * 16)
  const gaps = readForm(reader, exceptionCount, false, false)
  const exceptions = readForm(reader, exceptionCount, signed, false)
  const values = new Integers(count)
  for (let entry = 0; entry < exceptionCount; entry++) {
    const gap = gaps.safe(entry)
    if (gap >= count - values.length) throw reader.malformed('an exception past the end')
    for (let left = gap; left > 0; left--) values.push(value.high(0), value.low(0))
    values.push(exceptions.high(entry), exceptions.low(entry))
  }
  while (values.length < count) values.push(value.high(0), value.low(0))
  return values
}

function constant(count: number, high: number, low: number, signed: boolean): Integers {
  const one = new Integers(1)
  one.push(high, low)
  const value = signed ? unzigzag(one) : one
  const values = new Integers(count)
  for (let at = 0; at < count; at++) values.push(value.high(0), value.low(0))
  return values
}
