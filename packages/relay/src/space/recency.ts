import type { ColumnId, Touch } from '@torsor/core'
import type { Position } from '../log/index.js'
import { compareAddresses } from './cell-key.js'
import type { CellAddress } from './cell-key.js'

/** A place in the list. Walks put marks among the cells, so that a cell may move away under them. */
export class Link {
  previous: Link = this
  next: Link = this

  insertAfter(link: Link): void {
    this.previous = link
    this.next = link.next
    link.next.previous = this
    link.next = this
  }

  remove(): void {
    this.previous.next = this.next
    this.next.previous = this.previous
    this.previous = this
    this.next = this
  }
}

export class CellLink extends Link implements CellAddress {
  readonly table: ColumnId
  readonly record: string | null
  readonly column: ColumnId | null
  readonly element: string | null
  readonly index: number
  /** Of its last change. */
  position: Position = 0

  constructor(address: CellAddress) {
    super()
    this.table = address.table
    this.record = address.record
    this.column = address.column
    this.element = address.element
    this.index = address.index
  }
}

interface RecordLinks {
  readonly life: CellLink
  readonly cells: Map<ColumnId, CellLink | Map<string, CellLink>>
}

/**
 * For every cell the position of its last change, as a list in order of (last change, address): a changed cell moves to
 * the end, so that "everything since p" is the end of the list (rule 7). Cells that returned to identity, removed
 * elements and dead records stay in it; the cells of a life that ended do not.
 */
export class Recency implements Touch {
  /** Before the first cell and after the last one. */
  readonly root: Link = new Link()
  readonly #records = new Map<ColumnId, Map<string, RecordLinks>>()
  readonly #words = new Map<ColumnId, Map<number, CellLink>>()
  #size = 0
  #position: Position = 0
  #touched: CellLink[] = []

  /** How many cells there are, records counted as one each. */
  get size(): number {
    return this.#size
  }

  /** What is touched until `end` changed at this position. */
  begin(position: Position): void {
    this.#position = position
  }

  end(): void {
    const touched = this.#touched
    this.#touched = []
    if (!isSorted(touched)) touched.sort(compareAddresses)
    for (const link of touched) link.insertAfter(this.root.previous)
  }

  row(table: ColumnId, record: string, _replaced: boolean): void {
    let records = this.#records.get(table)
    if (records === undefined) this.#records.set(table, (records = new Map()))
    let links = records.get(record)
    if (links === undefined) {
      links = { life: this.#create({ table, record, column: null, element: null, index: 0 }), cells: new Map() }
      records.set(record, links)
    } else {
      this.#forgetCells(links)
    }
    this.#touch(links.life)
  }

  cell(table: ColumnId, record: string, column: ColumnId, element: string | null): void {
    const links = this.#records.get(table)?.get(record)
    if (links === undefined) throw new RangeError('A cell changed of a record that was never seen.')
    const known = links.cells.get(column)
    const address = { table, record, column, element, index: 0 }
    if (element === null) {
      if (known instanceof CellLink) return this.#touch(known)
      const link = this.#create(address)
      links.cells.set(column, link)
      return this.#touch(link)
    }
    const elements = known instanceof Map ? known : new Map<string, CellLink>()
    if (elements !== known) links.cells.set(column, elements)
    let link = elements.get(element)
    if (link === undefined) elements.set(element, (link = this.#create(address)))
    this.#touch(link)
  }

  word(table: ColumnId, index: number): void {
    let words = this.#words.get(table)
    if (words === undefined) this.#words.set(table, (words = new Map()))
    let link = words.get(index)
    if (link === undefined) words.set(index, (link = this.#create({ table, record: null, column: null, element: null, index })))
    this.#touch(link)
  }

  /** From the earliest change to the latest. */
  *cells(): Generator<CellLink> {
    for (let link = this.root.next; link !== this.root; link = link.next) if (link instanceof CellLink) yield link
  }

  #create(address: CellAddress): CellLink {
    this.#size++
    return new CellLink(address)
  }

  #touch(link: CellLink): void {
    if (link.position === this.#position) return
    link.remove()
    link.position = this.#position
    this.#touched.push(link)
  }

  #forgetCells(links: RecordLinks): void {
    for (const known of links.cells.values()) {
      for (const link of known instanceof Map ? known.values() : [known]) {
        link.remove()
        this.#size--
        // Touched by this very entry, and already gone again.
        if (link.position === this.#position) this.#touched = this.#touched.filter((touched) => touched !== link)
      }
    }
    links.cells.clear()
  }
}

function isSorted(links: readonly CellLink[]): boolean {
  for (let at = 1; at < links.length; at++) {
    const left = links[at - 1]
    const right = links[at]
    if (left !== undefined && right !== undefined && compareAddresses(left, right) > 0) return false
  }
  return true
}
