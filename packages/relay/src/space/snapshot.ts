import { decodeState, encodeState, hashBytes, VersionVector } from '@torsor/core'
import type { Position } from '../log/index.js'
import { decodeAddress, encodeAddress } from './cell-key.js'
import type { CellAddress } from './cell-key.js'
import { FoldedSpace } from './folded.js'
import { Recency } from './recency.js'

const version = 2

/** A folded space as bytes: its state, its version vector, and every cell with the position of its last change. */
export function encodeSnapshot(space: FoldedSpace): Uint8Array {
  const parts: Uint8Array[] = [Buffer.of(version), number(space.position), number(space.folded)]
  for (const block of [encodeState(space.state), space.vector.encode(), space.voids.encode()]) parts.push(number(block.length), block)
  parts.push(number(space.recency.size))
  for (const cell of space.recency.cells()) {
    const address = encodeAddress(cell)
    parts.push(number(cell.position), number(address.length), address)
  }
  const body = Buffer.concat(parts)
  return Uint8Array.from(Buffer.concat([body, number(hashBytes(body))]))
}

/** Null for bytes that another version wrote, or that are damaged: a snapshot is derived, the log is replayed instead. */
export function decodeSnapshot(bytes: Uint8Array): FoldedSpace | null {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = whole.length - 8
  if (end < 1 || whole[0] !== version || whole.readDoubleBE(end) !== hashBytes(whole.subarray(0, end))) return null
  let at = 1
  const next = (): number => whole.readDoubleBE((at += 8) - 8)
  const block = (): Buffer => {
    const length = next()
    return whole.subarray(at, (at += length))
  }
  const position = next()
  const folded = next()
  const state = decodeState(Uint8Array.from(block()))
  const vector = VersionVector.decode(Uint8Array.from(block()))
  const voids = VersionVector.decode(Uint8Array.from(block()))
  const recency = new Recency()
  let last: Position = 0
  for (let count = next(); count > 0; count--) {
    const changed = next()
    const address = decodeAddress(block())
    if (address === null) return null
    if (changed !== last) {
      recency.end()
      recency.begin(changed)
      last = changed
    }
    touch(recency, address)
  }
  recency.end()
  return new FoldedSpace({ state, vector, voids, recency, position, folded })
}

/** A record's life never changed after its cells, so it comes before them here too. */
function touch(recency: Recency, { table, record, column, element, index }: CellAddress): void {
  if (record === null) recency.word(table, index)
  else if (column === null) recency.row(table, record, false)
  else recency.cell(table, record, column, element)
}

/** Exact for every safe integer. */
function number(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes
}
