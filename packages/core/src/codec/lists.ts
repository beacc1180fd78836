import type { Reader } from '../bytes/reader.js'
import type { Writer } from '../bytes/writer.js'

/*
 * Lists of uint32, in whichever form is the shortest. A list of one is a varint. Any other has a head byte:
 *
 * 0 … 32      packed: every value in that many bits
 * 33 + k      graded: a value of at most k bits is a 0 and k bits; one of k + c bits is c ones, a 0, and what is below its leading one.
 *             For values that are small with a tail (gaps, differences by xor) that comes within half a bit of their entropy
 * 65          offset: the least value as a varint, and the distances from it in a form above
 * 66          runs: how many as a varint, the value of each, and its length - 1 (two lists, not of runs)
 * 128 + v     constant v below 127; 255: constant, as a varint
 *
 * Which form is taken is the encoder's to decide, once for all encoders, so equal lists have equal bytes. A decoder takes every
 * well-formed list: two spellings of a packet are one packet, and a state is spelled anew from its cells.
 */
const GRADED = 33
const OFFSET = 65
const RUNS = 66
const CONSTANT = 128
const LONG_CONSTANT = 255

const MAX_UINT32 = 0xffff_ffff

interface Form {
  /** In bits. */
  readonly size: number
  readonly write: (writer: Writer) => void
}

/** Writes nothing for an empty list. */
export function writeList(writer: Writer, values: readonly number[]): void {
  if (values.length > 0) shortestForm(values, true).write(writer)
}

function shortestForm(values: readonly number[], outer: boolean): Form {
  const first = values[0] as number
  if (values.length === 1) return { size: sizeOf(first), write: (writer) => writer.unsigned(first) }
  let least = first
  const starts = [first]
  const more = [0]
  for (let at = 1; at < values.length; at++) {
    const value = values[at] as number
    if (value < least) least = value
    if (value === values[at - 1]) more[more.length - 1] = (more[more.length - 1] as number) + 1
    else {
      starts.push(value)
      more.push(0)
    }
  }
  if (starts.length === 1) return constant(first)
  let best = bitForm(values, 0)
  if (least > 0) best = shorter(best, bitForm(values, least))
  return outer && starts.length * 3 < values.length ? shorter(best, runs(starts, more)) : best
}

function shorter(best: Form, challenger: Form): Form {
  return challenger.size < best.size ? challenger : best
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

function runs(starts: readonly number[], more: readonly number[]): Form {
  const forms = [shortestForm(starts, false), shortestForm(more, false)]
  return {
    size: forms.reduce((sum, { size }) => sum + size, 8 + sizeOf(starts.length)),
    write(writer) {
      writer.byte(RUNS)
      writer.unsigned(starts.length)
      for (const form of forms) form.write(writer)
    },
  }
}

/** How many bits a value has. */
function bitsOf(value: number): number {
  return 32 - Math.clz32(value)
}

/** The bits of a varint. */
function sizeOf(value: number): number {
  return 8 * Math.max(1, Math.ceil(bitsOf(value) / 7))
}

const histogram = new Float64Array(33)

/** The shortest of the packed and graded forms; of equally short ones packed, then the smallest k. */
function bitForm(values: readonly number[], least: number): Form {
  histogram.fill(0)
  let most = 0
  for (let at = 0; at < values.length; at++) {
    const bits = bitsOf((values[at] as number) - least)
    histogram[bits] = (histogram[bits] as number) + 1
    if (bits > most) most = bits
  }
  let head = most
  let best = values.length * most
  for (let k = 0; k < most; k++) {
    let graded = 0
    for (let bits = 0; bits <= most; bits++) graded += (histogram[bits] as number) * (bits <= k ? 1 + k : k + 2 * (bits - k))
    if (graded < best) {
      head = GRADED + k
      best = graded
    }
  }
  return {
    size: best + (least === 0 ? 8 : 16 + sizeOf(least)),
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
export function readList(reader: Reader, count: number, outer: boolean = true): number[] {
  if (count < 2) return count === 0 ? [] : [reader.unsigned(MAX_UINT32)]
  reader.charge(count * 8)
  const head = reader.byte()
  if (head >= CONSTANT) return new Array<number>(count).fill(head === LONG_CONSTANT ? reader.unsigned(MAX_UINT32) : head - CONSTANT)
  if (head < OFFSET) return readBits(reader, count, head, 0)
  if (head === OFFSET) {
    const least = reader.unsigned(MAX_UINT32)
    return readBits(reader, count, reader.byte(), least)
  }
  if (head > RUNS || !outer) throw reader.malformed('an unknown form of integers')
  const length = reader.unsigned(count)
  const starts = readList(reader, length, false)
  const more = readList(reader, length, false)
  const values: number[] = []
  for (let run = 0; run < length; run++) {
    const end = values.length + 1 + (more[run] as number)
    reader.check(end <= count, 'runs longer than the list')
    while (values.length < end) values.push(starts[run] as number)
  }
  reader.check(values.length === count, 'runs shorter than the list')
  return values
}

/** The bits read ahead are in locals: this is once per integer of everything that is decoded. */
function readBits(reader: Reader, count: number, head: number, least: number): number[] {
  const graded = head >= GRADED
  const width = graded ? head - GRADED : head
  reader.check(head < OFFSET && count * (graded ? width + 1 : width) <= reader.remaining * 8, 'more integers than there are bits for')
  const { bytes } = reader
  const end = bytes.length
  const values = new Array<number>(count).fill(0)
  let { offset } = reader
  let held = 0
  let heldCount = 0
  // The usual one, whose bits have been seen to be there.
  const plain = !graded && width <= 24
  for (let at = 0; plain && at < count; at++) {
    for (; heldCount < width; heldCount += 8) held |= (bytes[offset++] as number) << heldCount
    values[at] = (held & ((1 << width) - 1)) + least
    held >>>= width
    heldCount -= width
  }
  for (let at = plain ? count : 0; at < count; at++) {
    let extra = 0
    while (graded) {
      for (; heldCount < 25 && offset < end; heldCount += 8) held |= (bytes[offset++] as number) << heldCount
      const ones = Math.min(heldCount, onesOf(held))
      extra += ones
      if (heldCount === 0 || width + extra > 32) throw reader.malformed('an integer out of range')
      if (ones < heldCount) {
        // The zero behind them goes, too.
        held = (held >>> ones) >>> 1
        heldCount -= ones + 1
        break
      }
      held = heldCount = 0
    }
    const missing = extra === 0 ? width : width + extra - 1
    let value = 0
    for (let got = 0; got < missing;) {
      for (; heldCount < 25 && offset < end; heldCount += 8) held |= (bytes[offset++] as number) << heldCount
      const taken = Math.min(missing - got, heldCount, 24)
      if (taken === 0) throw reader.malformed('cut short')
      value = (value | ((held & ((1 << taken) - 1)) << got)) >>> 0
      held >>>= taken
      heldCount -= taken
      got += taken
    }
    // What is below its leading one is all that was written of it.
    if (extra > 0) value = (value | (1 << missing)) >>> 0
    values[at] = value + least
  }
  if (least > 0) for (const value of values) reader.check(value <= MAX_UINT32, 'an integer out of range')
  // The rest of the last byte is zero; bytes beyond it were not for this list.
  reader.offset = offset - (heldCount >>> 3)
  reader.check((held & ((1 << (heldCount & 7)) - 1)) === 0, 'bits after the last integer')
  return values
}

/** How many ones stand at the low end. */
function onesOf(bits: number): number {
  const zeros = ~bits
  return zeros === 0 ? 32 : 31 - Math.clz32(zeros & -zeros)
}
