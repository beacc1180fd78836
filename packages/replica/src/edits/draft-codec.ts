import {
  Algebra,
  algebraOf,
  createDelta,
  decodeAbsolute,
  encodeAbsolute,
  Table,
  TorsorError,
  type Cell,
  type ColumnId,
  type Delta,
  type Lww,
  type Row,
} from '@torsor/core'
import { createDraft, type Draft, type DraftCell, type DraftElements, type DraftLww, type DraftSegment } from './draft.js'

/**
 * A draft on disk is a list of absolute deltas, so that one codec, canonical and bounded, reads everything that comes
 * from a disk. Layer n holds the nth segment of every record, in four deltas: the writes whose life is known, then
 * those whose life is counted from the one they get (life + 1, as 0 is no life), each as the cells and as their marks:
 * for a register the stamp it overwrote + 1, for an element not held its rank + 1. The first layer has the words, too.
 */
const DELTAS_PER_LAYER = 4

export function encodeDraft(draft: Draft): Uint8Array {
  const layers: Delta[][] = [[createDelta(), createDelta(), createDelta(), createDelta()]]
  for (const [table, records] of draft.records) {
    for (const [record, segments] of records) {
      segments.forEach((segment, n) => {
        const layer = (layers[n] ??= [createDelta(), createDelta(), createDelta(), createDelta()])
        const { cells, marks } = split(segment)
        const first = segment.relative ? 2 : 0
        putRow(layer[first], table, record, cells)
        if (marks.cells.size > 0) putRow(layer[first + 1], table, record, marks)
      })
    }
  }
  const words = layers[0]?.[0]?.words
  for (const [table, map] of draft.words) words?.set(table, map)
  return joinParts(layers.flat().map((delta) => encodeAbsolute(delta)))
}

/** Throws `bytes-malformed` for anything that no draft encodes to. */
export function decodeDraft(bytes: Uint8Array): Draft {
  const parts = splitParts(bytes).map((part) => decodeAbsolute(part))
  if (parts.length === 0 || parts.length % DELTAS_PER_LAYER !== 0) throw malformed('has a wrong number of layers')
  const draft = createDraft()
  for (let at = 0; at < parts.length; at += DELTAS_PER_LAYER) {
    readLayer(draft, parts[at], parts[at + 1], false)
    readLayer(draft, parts[at + 2], parts[at + 3], true)
  }
  for (const [table, map] of parts[0]?.words ?? []) draft.words.set(table, map)
  return draft
}

function split(segment: DraftSegment): { cells: Row; marks: Row } {
  const life = segment.relative ? segment.life + 1 : segment.life
  const cells = new Map<ColumnId, Cell>()
  const marks = new Map<ColumnId, Cell>()
  for (const [column, cell] of segment.cells) {
    switch (algebraOf(column)) {
      case Algebra.lww: {
        const register = cell as DraftLww
        cells.set(column, { stamp: register.stamp, value: register.value })
        marks.set(column, markOf(register))
        break
      }
      case Algebra.lwwBy: {
        const registers = cell as Map<string, DraftLww>
        cells.set(
          column,
          mapValues(registers, ({ stamp, value }): Lww => ({ stamp, value })),
        )
        marks.set(column, mapValues(registers, markOf))
        break
      }
      case Algebra.life: {
        const { held, unheld } = cell as DraftElements
        if (held.size > 0) cells.set(column, held)
        if (unheld.size > 0)
          marks.set(
            column,
            mapValues(unheld, (rank) => rank + 1),
          )
        break
      }
      default:
        cells.set(column, cell as Cell)
    }
  }
  return { cells: { life, cells }, marks: { life, cells: marks } }
}

/** Only the stamp is meant; the columns of tallies take int64 alone. */
function markOf({ over }: DraftLww): Lww {
  return { stamp: over + 1, value: 0n }
}

function readLayer(draft: Draft, cells: Delta | undefined, marks: Delta | undefined, relative: boolean): void {
  for (const [table, rows] of cells?.records ?? []) {
    let records = draft.records.get(table)
    if (records === undefined) draft.records.set(table, (records = new Map()))
    for (const [record, row] of rows) {
      let segments = records.get(record)
      if (segments === undefined) records.set(record, (segments = []))
      segments.push(join(row, marks?.records.get(table)?.get(record), relative))
    }
  }
}

function join(row: Row, marks: Row | undefined, relative: boolean): DraftSegment {
  const cells = new Map<ColumnId, DraftCell>()
  for (const [column, cell] of row.cells) {
    const mark = marks?.cells.get(column)
    switch (algebraOf(column)) {
      case Algebra.lww:
        cells.set(column, marked(cell as Lww, mark as Lww | undefined))
        break
      case Algebra.lwwBy:
        cells.set(
          column,
          mapValues(cell as Map<string, Lww>, (value, element) => marked(value, (mark as Map<string, Lww> | undefined)?.get(element))),
        )
        break
      case Algebra.life:
        cells.set(column, { held: cell as Map<string, number>, unheld: new Map() })
        break
      default:
        cells.set(column, cell as DraftCell)
    }
  }
  for (const [column, cell] of marks?.cells ?? []) {
    if (algebraOf(column) !== Algebra.life) continue
    const held = (cells.get(column) as DraftElements | undefined)?.held ?? new Map<string, number>()
    cells.set(column, { held, unheld: mapValues(cell as Map<string, number>, (rank) => rank - 1) })
  }
  return { relative, life: relative ? row.life - 1 : row.life, cells }
}

function marked(value: Lww, mark: Lww | undefined): DraftLww {
  if (mark === undefined) throw malformed('has a register without the stamp it overwrote')
  return { stamp: value.stamp, value: value.value, over: mark.stamp - 1 }
}

function putRow(delta: Delta | undefined, table: ColumnId, record: string, row: Row): void {
  if (delta === undefined) throw new RangeError('a layer has four deltas')
  let rows = delta.records.get(table)
  if (rows === undefined) delta.records.set(table, (rows = new Table()))
  rows.set(record, row)
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, convert: (value: A, key: string) => B): Map<string, B> {
  const out = new Map<string, B>()
  for (const [key, value] of map) out.set(key, convert(value, key))
  return out
}

/** Parts, each behind its length as uint32. */
function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const part of parts) {
    view.setUint32(at, part.length)
    bytes.set(part, at + 4)
    at += 4 + part.length
  }
  return bytes
}

function splitParts(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const length = at + 4 <= bytes.length ? view.getUint32(at) : Infinity
    if (at + 4 + length > bytes.length) throw malformed('ends inside a part')
    parts.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return parts
}

function malformed(why: string): TorsorError<'bytes-malformed'> {
  return new TorsorError('bytes-malformed', `a stored draft ${why}`)
}
