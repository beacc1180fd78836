import type { Reader } from './reader.js'
import type { Writer } from './writer.js'

/*
 * Lists of uint32, in whichever form is the shortest. A list of one is a varint. Any other has a head byte:
 *
 * 0 … 32      packed: every value in that many bits
 * 33 + k      graded: a value of at most k bits is a 0 and k bits; one of k + c bits is c ones, a 0, and what is below its leading one.
 *             For values that are small with a tail (gaps, differences by xor) that comes within half a bit of their entropy
 * 65          offset: the least value as a varint, and the distances from it (a list in a form above)
 * 66          steps: the first value, and the differences between neighbours, zigzagged (a list in a form above or below)
 * 67          runs: how many, the value of each, its length - 1 (two lists)
 * 68          dictionary: how many values, they ascending as gaps, and each place's index (two lists)
 * 128 + v     constant v below 127; 255: constant, as a varint
 *
 * Which form is taken is the encoder's to decide, once for all encoders, so equal lists have equal bytes. A decoder takes every
 * well-formed list: two spellings of a packet are one packet, and a state is spelled anew from its cells.
 */
const GRADED = 33
const OFFSET = 65
const STEPS = 66
const RUNS = 67
const DICTIONARY = 68
const CONSTANT = 128
const LONG_CONSTANT = 255

const MAX_UINT32 = 0xffff_ffff

/** How many bits a value has. */
function bitsOf(value: number): number {
  return 32 - Math.clz32(value)
}

interface Bits {
  readonly head: number
  readonly size: number
}

const histogram = new Float64Array(33)

/** The shortest of the packed and graded forms, in bits; of equally short ones packed, then the smallest k. */
function bestBits(values: readonly number[], least: number): Bits {
  histogram.fill(0)
  let most = 0
  for (let at = 0; at < values.length; at++) {
    const bits = bitsOf((values[at] as number) - least)
    histogram[bits] = (histogram[bits] as number) + 1
    if (bits > most) most = bits
  }
  let head = most
  let size = values.length * most
  for (let k = 0; k < most; k++) {
    let graded = 0
    for (let bits = 0; bits <= most; bits++) graded += (histogram[bits] as number) * (bits <= k ? 1 + k : k + 2 * (bits - k))
    if (graded < size) {
      head = GRADED + k
      size = graded
    }
  }
  return { head, size }
}

interface Form {
  /** In bits. */
  readonly size: number
  readonly write: (writer: Writer) => void
}

/** Writes nothing for an empty list. */
export function writeList(writer: Writer, values: readonly number[]): void {
  if (values.length > 0) shortestForm(values, true).write(writer)
}

/** `outer`: it may be a form made of lists; those are made of plain ones, so that planning ends. */
function shortestForm(values: readonly number[], outer: boolean): Form {
  const count = values.length
  const first = values[0] as number
  if (count === 1) return { size: sizeOf(first), write: (writer) => writer.unsigned(first) }
  let least = first
  let greatest = first
  let changes = 0
  for (let at = 1; at < count; at++) {
    const value = values[at] as number
    if (value < least) least = value
    if (value > greatest) greatest = value
    if (value !== values[at - 1]) changes++
  }
  if (least === greatest) return constant(first)
  let best = bitForm(values, 0)
  const consider = (challenger: Form): void => {
    if (challenger.size < best.size) best = challenger
  }
  if (least > 0) consider(bitForm(values, least))
  if (!outer) return best
  if (changes * 4 < count) consider(runs(values))
  if (count >= 16) {
    consider(steps(values))
    const distinct = distinctOf(values, Math.min(count >> 2, 4096))
    if (distinct !== undefined) consider(dictionary(values, distinct))
  }
  return best
}

function constant(value: number): Form {
  const small = value < LONG_CONSTANT - CONSTANT
  return {
    size: small ? 8 : 8 + sizeOf(value),
    write(writer) {
      writer.byte(small ? CONSTANT + value : LONG_CONSTANT)
      if (!small) writer.unsigned(value)
    },
  }
}

function bitForm(values: readonly number[], least: number): Form {
  const { head, size } = bestBits(values, least)
  return {
    size: size + (least === 0 ? 8 : 16 + sizeOf(least)),
    write(writer) {
      if (least > 0) {
        writer.byte(OFFSET)
        writer.unsigned(least)
      }
      writer.byte(head)
      writeBits(writer, values, least, head)
    },
  }
}

/** The head, a number, and lists. */
function composite(head: number, number: number, lists: readonly (readonly number[])[]): Form {
  const forms = lists.map((list) => shortestForm(list, false))
  return {
    size: forms.reduce((sum, { size }) => sum + size, 8 + sizeOf(number)),
    write(writer) {
      writer.byte(head)
      writer.unsigned(number)
      for (const form of forms) form.write(writer)
    },
  }
}

function runs(values: readonly number[]): Form {
  const starts: number[] = []
  const more: number[] = []
  for (let at = 0; at < values.length; at++) {
    if (at > 0 && values[at] === values[at - 1]) more[more.length - 1] = (more.at(-1) ?? 0) + 1
    else {
      starts.push(values[at] as number)
      more.push(0)
    }
  }
  return composite(RUNS, starts.length, [starts, more])
}

function steps(values: readonly number[]): Form {
  const differences: number[] = []
  for (let at = 1; at < values.length; at++) {
    // Modulo 2^32, so that every difference has a place.
    const difference = ((values[at] as number) - (values[at - 1] as number)) | 0
    differences.push(((difference << 1) ^ (difference >> 31)) >>> 0)
  }
  return composite(STEPS, values[0] as number, [differences])
}

function distinctOf(values: readonly number[], most: number): number[] | undefined {
  const distinct = new Set<number>()
  for (let at = 0; at < values.length; at++) if (distinct.add(values[at] as number).size > most) return undefined
  return [...distinct].sort((a, b) => a - b)
}

function dictionary(values: readonly number[], distinct: readonly number[]): Form {
  const places = new Map(distinct.map((value, place) => [value, place]))
  const gaps = distinct.map((value, place) => value - (place === 0 ? 0 : (distinct[place - 1] as number)))
  return composite(DICTIONARY, distinct.length, [gaps, values.map((value) => places.get(value) as number)])
}

/** The bits of a varint. */
function sizeOf(value: number): number {
  return 8 * Math.max(1, Math.ceil(bitsOf(value) / 7))
}

function writeBits(writer: Writer, values: readonly number[], least: number, head: number): void {
  const k = head - GRADED
  for (let at = 0; at < values.length; at++) {
    const value = (values[at] as number) - least
    if (k < 0) {
      writer.bits(value, head)
      continue
    }
    const extra = Math.max(0, bitsOf(value) - k)
    writer.bits(2 ** extra - 1, extra)
    writer.bits(0, 1)
    writer.bits(value, extra === 0 ? k : k + extra - 1)
  }
  writer.alignBits()
}

/** `count` values. */
export function readList(reader: Reader, count: number): number[] {
  if (count < 2) return count === 0 ? [] : [readUint32(reader)]
  reader.charge(count * 8)
  return readForm(reader, count, true)
}

function readForm(reader: Reader, count: number, outer: boolean): number[] {
  if (count === 1) return [readUint32(reader)]
  const head = reader.byte()
  if (head >= CONSTANT) return new Array<number>(count).fill(head === LONG_CONSTANT ? readUint32(reader) : head - CONSTANT)
  if (head < OFFSET) return readBits(reader, count, head, 0)
  if (head === OFFSET) {
    const least = readUint32(reader)
    return readBits(reader, count, reader.byte(), least)
  }
  if (!outer || head > DICTIONARY) throw reader.malformed('an unknown form of integers')
  const number = readUint32(reader)
  if (head === STEPS) return readSteps(number, readForm(reader, count - 1, false))
  if (number < 1 || number > count) throw reader.malformed('more integers than the list is long')
  const first = readForm(reader, number, false)
  return head === RUNS
    ? readRuns(reader, count, first, readForm(reader, number, false))
    : readDictionary(reader, first, readForm(reader, count, false))
}

function readSteps(first: number, differences: readonly number[]): number[] {
  const values = [first]
  let value = first
  for (const difference of differences) values.push((value = (value + ((difference >>> 1) ^ -(difference & 1))) >>> 0))
  return values
}

function readRuns(reader: Reader, count: number, starts: readonly number[], more: readonly number[]): number[] {
  const values: number[] = []
  for (let at = 0; at < starts.length; at++) {
    const end = values.length + 1 + (more[at] as number)
    if (end > count) throw reader.malformed('runs longer than the list')
    while (values.length < end) values.push(starts[at] as number)
  }
  if (values.length < count) throw reader.malformed('runs shorter than the list')
  return values
}

function readDictionary(reader: Reader, gaps: readonly number[], places: number[]): number[] {
  const distinct: number[] = []
  let value = 0
  for (const gap of gaps) distinct.push((value += gap))
  if (value > MAX_UINT32) throw reader.malformed('an integer of more than 32 bits')
  for (let at = 0; at < places.length; at++) {
    const found = distinct[places[at] as number]
    if (found === undefined) throw reader.malformed('a place past the dictionary')
    places[at] = found
  }
  return places
}

function readBits(reader: Reader, count: number, head: number, least: number): number[] {
  const k = head - GRADED
  if (head >= OFFSET || count * (k < 0 ? head : k + 1) > reader.remaining * 8)
    throw reader.malformed('more integers than there are bits for')
  const values: number[] = []
  let greatest = 0
  for (let at = 0; at < count; at++) {
    let value: number
    if (k < 0) value = reader.bits(head)
    else {
      let extra = 0
      while (reader.bits(1) === 1) if (++extra + k > 32) throw reader.malformed('an integer of more than 32 bits')
      value = extra === 0 ? reader.bits(k) : reader.bits(k + extra - 1) + 2 ** (k + extra - 1)
    }
    value += least
    if (value > greatest) greatest = value
    values.push(value)
  }
  if (greatest > MAX_UINT32) throw reader.malformed('an integer of more than 32 bits')
  reader.alignBits()
  return values
}

function readUint32(reader: Reader): number {
  const value = reader.unsigned()
  if (value > MAX_UINT32) throw reader.malformed('an integer of more than 32 bits')
  return value
}
