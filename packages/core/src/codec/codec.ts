import { Algebra, algebraOf, toColumnId, type ColumnId } from '../cell/column.js'
import { createDelta } from '../delta/delta.js'
import type { Delta } from '../delta/types.js'
import { stateOf, type State } from '../state/state.js'
import { deltaBudget, MAX_KEY_BYTES, MAX_WORDS, STATE_BUDGET, type DecodeLimits } from './limits.js'
import { Reader } from './reader.js'
import { gatherRecords, readRecords, writeRecords, type Gathered } from './records.js'
import { STAMP_BYTES, StampBase } from './stamp-base.js'
import { hasWords, readWords, writeWords } from './words.js'
import { Writer } from './writer.js'

/**
 * The head byte: format version in the high five bits, `STAMPED` when a base of stamps follows, and the mode. Then the tables,
 * ascending by id, to the end of the bytes.
 */
const VERSION = 1
const STAMPED = 4
const Mode = { delta: 0, absolute: 1, state: 2 } as const
type Mode = (typeof Mode)[keyof typeof Mode]

/** Canonical: equal deltas give equal bytes, whatever the order of their maps. Identity cells are left out. */
export function encodeDelta(delta: Delta): Uint8Array {
  return encode(delta, Mode.delta)
}

/** Throws `bytes-malformed` for everything that `encodeDelta` does not write. */
export function decodeDelta(bytes: Uint8Array, limits: DecodeLimits = {}): Delta {
  return decode(bytes, Mode.delta, limits, deltaBudget(bytes.length))
}

/** The same form for what cells *are*: identity cells (0) are kept, they erase. */
export function encodeAbsolute(absolute: Delta): Uint8Array {
  return encode(absolute, Mode.absolute)
}

export function decodeAbsolute(bytes: Uint8Array, limits: DecodeLimits = {}): Delta {
  return decode(bytes, Mode.absolute, limits, deltaBudget(bytes.length))
}

/** A function of the set of deltas applied, and of nothing else. */
export function encodeState(state: State | Delta): Uint8Array {
  return encode('delta' in state ? state.delta : state, Mode.state)
}

export function decodeState(bytes: Uint8Array, limits: DecodeLimits = {}): State {
  return stateOf(decode(bytes, Mode.state, limits, STATE_BUDGET))
}

function encode(delta: Delta, mode: Mode): Uint8Array {
  const absolute = mode === Mode.absolute
  const stamps = new StampBase()
  const gathered = new Map<ColumnId, Gathered>()
  for (const [table, records] of delta.records) {
    const columns = gatherRecords(records, absolute, stamps)
    if (columns.keys.length > 0) gathered.set(table, columns)
  }
  const words = [...delta.words].filter(([, file]) => hasWords(file, absolute))
  const writer = new Writer()
  writer.byte((VERSION << 3) | (stamps.base === 0 ? 0 : STAMPED) | mode)
  if (stamps.base !== 0) writer.fixed(stamps.base, STAMP_BYTES)
  const tables = [...gathered.keys(), ...words.map(([table]) => table)].sort((a, b) => a - b)
  for (const table of tables) {
    writer.uint32(table)
    const columns = gathered.get(table)
    const file = delta.words.get(table)
    if (columns !== undefined) writeRecords(writer, columns, stamps)
    else if (file !== undefined) writeWords(writer, table, file, absolute)
  }
  return writer.finish()
}

function decode(bytes: Uint8Array, mode: Mode, limits: DecodeLimits, budget: number): Delta {
  const { maxBytes = budget, maxKeyBytes = MAX_KEY_BYTES, maxWords = MAX_WORDS } = limits
  const reader = new Reader(bytes, maxBytes)
  const head = reader.byte()
  if (head >>> 3 !== VERSION || (head & 3) !== mode) throw reader.malformed('another format version, or not this kind of bytes')
  const stamps = new StampBase(readBase(reader, (head & STAMPED) !== 0))
  const absolute = mode === Mode.absolute
  const delta = createDelta()
  let previous = -1
  while (reader.remaining > 0) {
    const table = toColumnId(reader.uint32())
    if (table <= previous) throw reader.malformed('tables out of order')
    previous = table
    const algebra = algebraOf(table)
    if (algebra === Algebra.life) delta.records.set(table, readRecords(reader, stamps, absolute, maxKeyBytes))
    else if (algebra === Algebra.xor || algebra === Algebra.sum) delta.words.set(table, readWords(reader, table, absolute, maxWords))
    else throw reader.malformed('a table of an algebra that is none')
  }
  stamps.end(reader)
  return delta
}

function readBase(reader: Reader, stamped: boolean): number {
  if (!stamped) return 0
  const base = reader.fixed(STAMP_BYTES)
  if (!Number.isSafeInteger(base) || base < 1) throw reader.malformed('a stamp out of range')
  return base
}
