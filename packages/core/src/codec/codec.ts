import { Algebra, algebraOf, toColumnId, type ColumnId } from '../cell/column.js'
import { createDelta, type Delta } from '../delta/delta.js'
import { WordMap } from '../delta/word-map.js'
import { stateOf, type State } from '../state/state.js'
import { deltaBudget, MAX_KEY_BYTES, MAX_WORDS, STATE_BUDGET, type DecodeLimits } from './limits.js'
import { Reader } from '../bytes/reader.js'
import { Stamps } from './stamps.js'
import { gather, readTable, writeTable, type WrittenTable } from './tables.js'
import { hasWords, readWords, writeWords } from './words.js'
import { Writer } from '../bytes/writer.js'

/**
 * The head byte: format version in the high four bits, whether a base of stamps follows and how long it is, and the mode. Then the
 * tables, ascending by id, to the end of the bytes.
 */
const VERSION = 1
const Mode = { delta: 0, absolute: 1, state: 2 } as const
type Mode = (typeof Mode)[keyof typeof Mode]

/** Canonical: equal deltas give equal bytes, whatever the order of their records. Identity cells are left out. */
export function encodeDelta(delta: Delta): Uint8Array {
  return encode(delta, Mode.delta)
}

/** Throws `bytes-malformed` for everything that is no delta. */
export function decodeDelta(bytes: Uint8Array, limits: DecodeLimits = NO_LIMITS): Delta {
  return decode(bytes, Mode.delta, limits, deltaBudget(bytes.length))
}

/** The same form for what cells *are*: identity cells (0) are kept, they erase. */
export function encodeAbsolute(absolute: Delta): Uint8Array {
  return encode(absolute, Mode.absolute)
}

export function decodeAbsolute(bytes: Uint8Array, limits: DecodeLimits = NO_LIMITS): Delta {
  return decode(bytes, Mode.absolute, limits, deltaBudget(bytes.length))
}

/** A function of the set of deltas applied, and of nothing else. */
export function encodeState(state: State | Delta): Uint8Array {
  return encode('delta' in state ? state.delta : state, Mode.state)
}

export function decodeState(bytes: Uint8Array, limits: DecodeLimits = NO_LIMITS): State {
  return stateOf(decode(bytes, Mode.state, limits, STATE_BUDGET))
}

const NO_LIMITS: DecodeLimits = {}

/** One for all: an encoder calls nothing that encodes a delta. */
const writer = new Writer()

function encode(delta: Delta, mode: Mode): Uint8Array {
  const absolute = mode === Mode.absolute
  const stamps = new Stamps()
  const tables: { readonly id: ColumnId; readonly table: WrittenTable | WordMap }[] = []
  for (const [id, table] of delta.records) {
    const written = gather(table, absolute, stamps)
    if (written.ids.length > 0) tables.push({ id, table: written })
  }
  for (const [id, words] of delta.words) if (hasWords(words, absolute)) tables.push({ id, table: words })
  writer.reset()
  writer.byte((VERSION << 4) | stamps.flags | mode)
  stamps.writeBase(writer)
  for (const { id, table } of tables.sort((a, b) => a.id - b.id)) {
    writer.fixed(id, 4)
    if (table instanceof WordMap) writeWords(writer, id, table, absolute)
    else writeTable(writer, table, stamps)
  }
  return writer.finish()
}

function decode(bytes: Uint8Array, mode: Mode, limits: DecodeLimits, budget: number): Delta {
  const { maxBytes = budget, maxKeyBytes = MAX_KEY_BYTES, maxWords = MAX_WORDS } = limits
  const reader = new Reader(bytes, maxBytes)
  const head = reader.byte()
  reader.check(head >>> 4 === VERSION && (head & 3) === mode, 'another format version, or not this kind of bytes')
  const stamps = new Stamps()
  stamps.readBase(reader, head)
  const absolute = mode === Mode.absolute
  const delta = createDelta()
  let previous = -1
  while (reader.remaining > 0) {
    const id = toColumnId(reader.fixed(4))
    reader.check(id > previous, 'tables out of order')
    previous = id
    const algebra = algebraOf(id)
    if (algebra === Algebra.life) delta.records.set(id, readTable(reader, stamps, absolute, maxKeyBytes))
    else if (algebra === Algebra.xor || algebra === Algebra.sum) delta.words.set(id, readWords(reader, id, absolute, maxWords))
    else throw reader.malformed('a table of an algebra that is none')
  }
  return delta
}
