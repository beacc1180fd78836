import { createDelta, encodeAbsolute } from '@torsor/core'
import type { Delta } from '@torsor/core'
import type { Cursor } from '@torsor/protocol'
import type { Position } from '../log/index.js'
import { copyCell, sizeOfCell } from './absolute.js'
import { compareAddresses, decodeAddress, encodeAddress } from './cell-key.js'
import { CellLink, Link } from './recency.js'
import type { Recency } from './recency.js'

export interface Slice {
  readonly cursor: Cursor
  readonly received: number
  readonly total: number
  /** `encodeAbsolute`. */
  readonly cells: Uint8Array
}

export const fromTheStart: Cursor = { position: 0, key: new Uint8Array(0) }

/** Everything up to and with this position has been sent. */
export function cursorAt(position: Position): Cursor {
  return { position, key: fromTheStart.key }
}

export function isCursor(cursor: Cursor): boolean {
  return cursor.key.length === 0 || decodeAddress(cursor.key) !== null
}

/**
 * Everything since a cursor, slice by slice (rule 7). It holds a mark in the list and nothing else: cells that change
 * while it is under way move behind the mark and are met later, with the value they then have. When `next` returns
 * null, all that was handed out is together exactly what changed since the cursor.
 */
export class Walk {
  readonly #mark = new Link()
  readonly #recency: Recency
  readonly #state: Delta
  #received = 0
  #total: number

  constructor(recency: Recency, state: Delta, since: Cursor) {
    this.#recency = recency
    this.#state = state
    const { before, count } = locate(recency, since)
    this.#mark.insertAfter(before)
    this.#total = count
  }

  /** `target`: how many bytes the slice aims at. */
  next(target: number): Slice | null {
    const slice = createDelta()
    let size = 0
    let last: CellLink | null = null
    for (let link = this.#mark.next; link !== this.#recency.root && size < target; link = link.next) {
      if (!(link instanceof CellLink)) continue
      const cell = sizeOfCell(this.#state, link)
      // A cell may be nearly as large as a packet: it goes alone, so that a slice is never larger than one.
      if (last !== null && size + cell > 2 * target) break
      copyCell(this.#state, slice, link)
      size += cell
      this.#received++
      last = link
    }
    if (last === null) return null
    this.#mark.remove()
    this.#mark.insertAfter(last)
    // Cells that changed meanwhile were not counted at the start; the bar may wait, it never passes its end.
    this.#total = Math.max(this.#total, this.#received)
    const cursor = this.done ? cursorAt(last.position) : { position: last.position, key: encodeAddress(last) }
    return { cursor, received: this.#received, total: this.#total, cells: encodeAbsolute(slice) }
  }

  /** Nothing is left to hand out, as things are now. */
  get done(): boolean {
    let link = this.#mark.next
    while (link !== this.#recency.root && !(link instanceof CellLink)) link = link.next
    return link === this.#recency.root
  }

  close(): void {
    this.#mark.remove()
  }
}

/** Walks from the latest change back: costs what there is to send. */
function locate(recency: Recency, since: Cursor): { before: Link; count: number } {
  if (since.position === 0) return { before: recency.root, count: recency.size }
  const key = since.key.length === 0 ? null : decodeAddress(since.key)
  let count = 0
  let link = recency.root.previous
  for (; link !== recency.root; link = link.previous) {
    if (!(link instanceof CellLink)) continue
    if (link.position < since.position) break
    if (link.position === since.position && (key === null || compareAddresses(link, key) <= 0)) break
    count++
  }
  return { before: link, count }
}
