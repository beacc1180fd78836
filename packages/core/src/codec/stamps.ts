import { readList, writeList } from './lists.js'
import type { Reader } from './reader.js'
import type { Writer } from './writer.js'

const HALF = 0x1_0000_0000

/** How the stamps of a list of registers are written, in two bits. */
export const StampForm = {
  /** All are the base. */
  base: 0,
  /** Distances from it, as low and high halves. */
  list: 1,
  /** What the column before has: rows are mostly written whole. */
  before: 2,
} as const

/**
 * The stamps of one delta, counted from the least of them. Since 2024 it takes six bytes, and seven before and after: `STAMPED` and `LONG`
 * are flags of the delta's head.
 */
export class Stamps {
  static readonly STAMPED = 4
  static readonly LONG = 8
  base = 0
  #before: readonly number[] = []
  #reached = false

  /** A stamp that is going to be written. */
  note(stamp: number): void {
    if (!Number.isSafeInteger(stamp) || stamp < 1) throw new RangeError(`Not a stamp: ${stamp}`)
    if (this.base === 0 || stamp < this.base) this.base = stamp
  }

  get flags(): number {
    return this.base === 0 ? 0 : isRecent(this.base) ? Stamps.STAMPED : Stamps.STAMPED | Stamps.LONG
  }

  writeBase(writer: Writer): void {
    if (isRecent(this.base)) writer.fixed(this.base - EPOCH, 6)
    else if (this.base !== 0) writer.fixed(this.base, 7)
  }

  readBase(reader: Reader, flags: number): void {
    if ((flags & Stamps.STAMPED) === 0) {
      if ((flags & Stamps.LONG) !== 0) throw reader.malformed('an unknown head')
      return
    }
    const long = (flags & Stamps.LONG) !== 0
    this.base = long ? reader.fixed(7) : reader.fixed(6) + EPOCH
    if (!Number.isSafeInteger(this.base) || this.base < 1 || (long && isRecent(this.base))) throw reader.malformed('a stamp out of range')
  }

  formOf(stamps: readonly number[]): number {
    const before = this.#before
    this.#before = stamps
    if (stamps.every((stamp) => stamp === this.base)) return StampForm.base
    return stamps.length === before.length && stamps.every((stamp, at) => stamp === before[at]) ? StampForm.before : StampForm.list
  }

  write(writer: Writer, form: number, stamps: readonly number[]): void {
    if (form !== StampForm.list) return
    writeList(
      writer,
      stamps.map((stamp) => (stamp - this.base) % HALF),
    )
    writeList(
      writer,
      stamps.map((stamp) => Math.floor((stamp - this.base) / HALF)),
    )
  }

  read(reader: Reader, form: number, count: number): number[] {
    if (this.base === 0) throw reader.malformed('a register without a base of stamps')
    if (form === StampForm.before) {
      if (this.#before.length !== count) throw reader.malformed('stamps as before, where as many were not')
      return this.#before.slice()
    }
    const stamps: number[] = []
    if (form === StampForm.base) {
      this.#reached = true
      for (let at = 0; at < count; at++) stamps.push(this.base)
    } else if (form === StampForm.list) {
      const low = readList(reader, count)
      const high = readList(reader, count)
      for (let at = 0; at < count; at++) {
        const stamp = this.base + (high[at] as number) * HALF + (low[at] as number)
        if (!Number.isSafeInteger(stamp)) throw reader.malformed('a stamp out of range')
        if (stamp === this.base) this.#reached = true
        stamps.push(stamp)
      }
    } else throw reader.malformed('an unknown form of stamps')
    return (this.#before = stamps)
  }

  /** A base that no stamp has would be a second spelling. */
  end(reader: Reader): void {
    if (this.base !== 0 && !this.#reached) throw reader.malformed('a base of stamps that no cell has')
  }
}

/** 2024-01-01. */
const EPOCH = 1_704_067_200_000 * 1024

function isRecent(stamp: number): boolean {
  return stamp >= EPOCH && stamp < EPOCH + 2 ** 48
}
