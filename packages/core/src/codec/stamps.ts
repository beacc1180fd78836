import type { Reader } from '../bytes/reader.js'
import type { Writer } from '../bytes/writer.js'
import { readList, writeList } from './lists.js'

const HALF = 0x1_0000_0000

/** 2024-01-01. A base since then takes six bytes, another one seven. */
const EPOCH = 1_704_067_200_000 * 1024

/** Flags of a delta's head. */
const STAMPED = 4
const LONG = 8

/** How the stamps of a list of registers are written, in two bits: all are the base; as distances from it; or as the column before has them. */
const AS_BASE = 0
const LISTED = 1
const AS_BEFORE = 2

const NONE: readonly number[] = []

/** The stamps of one delta, counted from the least of them. */
export class Stamps {
  base = 0
  #before: readonly number[] = NONE

  /** A stamp that is going to be written. */
  note(stamp: number): void {
    if (!Number.isSafeInteger(stamp) || stamp < 1) throw new RangeError(`Not a stamp: ${stamp}`)
    if (this.base === 0 || stamp < this.base) this.base = stamp
  }

  get flags(): number {
    return this.base === 0 ? 0 : isRecent(this.base) ? STAMPED : STAMPED | LONG
  }

  writeBase(writer: Writer): void {
    if (isRecent(this.base)) writer.fixed(this.base - EPOCH, 6)
    else if (this.base > 0) writer.fixed(this.base, 7)
  }

  readBase(reader: Reader, flags: number): void {
    if ((flags & STAMPED) !== 0) this.base = (flags & LONG) === 0 ? reader.fixed(6) + EPOCH : reader.fixed(7)
    reader.check((flags & (STAMPED | LONG)) === this.flags && Number.isSafeInteger(this.base), 'a stamp out of range')
  }

  formOf(stamps: readonly number[]): number {
    const before = this.#before
    this.#before = stamps
    if (stamps.every((stamp) => stamp === this.base)) return AS_BASE
    return stamps.length === before.length && stamps.every((stamp, at) => stamp === before[at]) ? AS_BEFORE : LISTED
  }

  write(writer: Writer, form: number, stamps: readonly number[]): void {
    if (form !== LISTED) return
    for (const half of [(stamp: number) => stamp % HALF, (stamp: number) => Math.floor(stamp / HALF)])
      writeList(
        writer,
        stamps.map((stamp) => half(stamp - this.base)),
      )
  }

  read(reader: Reader, form: number, count: number): number[] {
    reader.check(this.base > 0 && form <= AS_BEFORE, 'a register without a stamp')
    let stamps: number[]
    if (form === AS_BASE) stamps = count === 1 ? [this.base] : new Array<number>(count).fill(this.base)
    else if (form === LISTED) {
      const low = readList(reader, count)
      const high = readList(reader, count)
      stamps = new Array<number>(count).fill(0)
      let greatest = 0
      for (let at = 0; at < count; at++) {
        const stamp = this.base + (low[at] as number) + (high[at] as number) * HALF
        if (stamp > greatest) greatest = stamp
        stamps[at] = stamp
      }
      reader.check(Number.isSafeInteger(greatest), 'a stamp out of range')
    } else {
      reader.check(this.#before.length === count, 'stamps as before, where as many were not')
      stamps = this.#before.slice()
    }
    this.#before = stamps
    return stamps
  }
}

function isRecent(stamp: number): boolean {
  return stamp >= EPOCH && stamp < EPOCH + 2 ** 48
}
