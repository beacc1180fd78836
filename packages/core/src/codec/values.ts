import { Algebra, type AlgebraCode } from '../cell/column.js'
import { highOf, lowOf, toInt64 } from '../cell/word.js'
import { int64Cell, lwwCell, numberCell, type ElementValue } from '../delta/cells.js'
import type { Lww } from '../delta/types.js'
import { TorsorError } from '../errors.js'
import { decodeInt64, decodeValue } from '../value/index.js'
import { Integers } from './integers/integers.js'
import { readIntegers, writeIntegers } from './integers/stream.js'
import { CELL_COST } from './limits.js'
import type { Reader } from './reader.js'
import type { StampBase } from './stamp-base.js'
import type { Writer } from './writer.js'

const INTEGERS = 0
const FLOATS = 1
const MAX_LIFE = 0xffff_ffff

/** The values of a column, or of its elements, in order. */
export function writeValues(writer: Writer, algebra: AlgebraCode, values: readonly ElementValue[], stamps: StampBase): void {
  switch (algebra) {
    case Algebra.sum:
    case Algebra.sumBy:
      return writeIntegers(writer, int64s(values), true)
    case Algebra.life:
      return writeLives(writer, values.map(numberCell))
    case Algebra.max:
    case Algebra.min:
      return writeNumbers(writer, values.map(numberCell))
    case Algebra.lww:
    case Algebra.lwwBy:
      return writeRegisters(writer, values.map(lwwCell), stamps)
    case Algebra.xor:
      throw new TypeError('Words merged by xor are a table of their own, not a column of records')
  }
}

/** `absolute`: identities (0) are allowed. */
export function readValues(reader: Reader, algebra: AlgebraCode, count: number, stamps: StampBase, absolute: boolean): ElementValue[] {
  reader.charge(count * CELL_COST)
  switch (algebra) {
    case Algebra.sum:
    case Algebra.sumBy:
      return readInt64s(reader, count, absolute)
    case Algebra.life:
      return readLives(reader, count, absolute)
    case Algebra.max:
    case Algebra.min:
      return readNumbers(reader, count)
    case Algebra.lww:
      return readRegisters(reader, count, stamps, decodeValue)
    case Algebra.lwwBy:
      return readRegisters(reader, count, stamps, decodeInt64)
    case Algebra.xor:
      throw reader.malformed('words among the columns of records')
  }
}

export function writeLives(writer: Writer, lives: readonly number[]): void {
  const integers = new Integers(lives.length)
  for (const life of lives) {
    if (!Number.isInteger(life) || life < 0 || life > MAX_LIFE) throw notStorable(`a causal length of ${life}`)
    integers.pushSafe(life)
  }
  writeIntegers(writer, integers, false)
}

export function readLives(reader: Reader, count: number, zero: boolean): number[] {
  const integers = readIntegers(reader, count, false)
  const lives: number[] = []
  for (let at = 0; at < count; at++) {
    const life = integers.safe(at)
    if (life > MAX_LIFE || (life === 0 && !zero)) throw reader.malformed('not a causal length')
    lives.push(life)
  }
  return lives
}

function int64s(values: readonly ElementValue[]): Integers {
  const integers = new Integers(values.length)
  for (const value of values) {
    const int64 = int64Cell(value)
    integers.push(highOf(int64), lowOf(int64))
  }
  return integers
}

function readInt64s(reader: Reader, count: number, zero: boolean): bigint[] {
  const integers = readIntegers(reader, count, true)
  const values: bigint[] = []
  for (let at = 0; at < count; at++) {
    const value = toInt64(integers.high(at), integers.low(at))
    if (value === 0n && !zero) throw reader.malformed('an identity cell')
    values.push(value)
  }
  return values
}

/** Integers compactly where all are integers; else eight bytes each. */
function writeNumbers(writer: Writer, numbers: readonly number[]): void {
  for (const number of numbers) if (!Number.isFinite(number)) throw notStorable(`a number that is not finite (${number})`)
  if (numbers.every((number) => Number.isSafeInteger(number))) {
    const integers = new Integers(numbers.length)
    for (const number of numbers) integers.pushSafe(number)
    writer.byte(INTEGERS)
    writeIntegers(writer, integers, true)
  } else {
    writer.byte(FLOATS)
    // -0 is 0: two spellings of one number would be two states.
    for (const number of numbers) writer.float64(number + 0)
  }
}

function readNumbers(reader: Reader, count: number): number[] {
  const form = reader.byte()
  const numbers: number[] = []
  if (form === INTEGERS) {
    const integers = readIntegers(reader, count, true)
    for (let at = 0; at < count; at++) {
      const number = integers.high(at) * 0x1_0000_0000 + (integers.low(at) >>> 0)
      if (!Number.isSafeInteger(number)) throw reader.malformed('an integer beyond the safe ones')
      numbers.push(number)
    }
    return numbers
  }
  if (form !== FLOATS) throw reader.malformed('an unknown form of numbers')
  for (let at = 0; at < count; at++) {
    const number = reader.float64()
    if (!Number.isFinite(number) || Object.is(number, -0)) throw reader.malformed('a number that is not finite, or -0')
    numbers.push(number)
  }
  if (numbers.every((number) => Number.isSafeInteger(number))) throw reader.malformed('integers not in their shortest form')
  return numbers
}

function writeRegisters(writer: Writer, registers: readonly Lww[], stamps: StampBase): void {
  const distances = new Integers(registers.length)
  const lengths = new Integers(registers.length)
  for (const { stamp, bytes } of registers) {
    distances.pushSafe(stamp - stamps.base)
    lengths.pushSafe(bytes.length)
  }
  writeIntegers(writer, distances, false)
  writeIntegers(writer, lengths, false)
  for (const { bytes } of registers) writer.bytes(bytes)
}

function readRegisters(reader: Reader, count: number, stamps: StampBase, validate: (bytes: Uint8Array) => unknown): Lww[] {
  const distances = readIntegers(reader, count, false)
  const lengths = readIntegers(reader, count, false)
  const registers: Lww[] = []
  for (let at = 0; at < count; at++) {
    const stamp = stamps.read(reader, distances.safe(at))
    const length = lengths.safe(at)
    reader.charge(length)
    // A copy: the frame that it came in is not kept alive, nor can its owner change a cell.
    const bytes = reader.take(length).slice()
    validateValue(reader, bytes, validate)
    registers.push({ stamp, bytes })
  }
  return registers
}

/** A value with two spellings, or one that no reader can show, must not get into anybody's state. */
function validateValue(reader: Reader, bytes: Uint8Array, validate: (bytes: Uint8Array) => unknown): void {
  try {
    validate(bytes)
  } catch (error) {
    throw reader.malformed(error instanceof TorsorError ? error.message : 'a value')
  }
}

function notStorable(what: string): TorsorError {
  return new TorsorError('value-not-storable', `Cannot store ${what}`)
}
