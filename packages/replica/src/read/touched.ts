import { algebraOf, Algebra, type ColumnId, type Delta, type Touch } from '@torsor/core'
import type { Draft } from '../edits/draft.js'

/** Which rows and words may read differently than when the view was last told. */
export class Touched implements Touch {
  #rows = new Map<ColumnId, Set<string>>()
  #words = new Map<ColumnId, Set<number>>()

  get isEmpty(): boolean {
    return this.#rows.size === 0 && this.#words.size === 0
  }

  row(table: ColumnId, record: string): void {
    let records = this.#rows.get(table)
    if (records === undefined) this.#rows.set(table, (records = new Set()))
    records.add(record)
  }

  cell(table: ColumnId, record: string): void {
    this.row(table, record)
  }

  word(table: ColumnId, index: number): void {
    let indices = this.#words.get(table)
    if (indices === undefined) this.#words.set(table, (indices = new Set()))
    indices.add(index)
  }

  all(of: Delta | Draft): void {
    for (const [table, records] of of.records) for (const record of records.keys()) this.row(table, record)
    this.words(of)
  }

  words(of: Delta | Draft): void {
    for (const [table, words] of of.words) {
      if (algebraOf(table) === Algebra.life) continue
      words.forEach((index) => {
        this.word(table, index)
      })
    }
  }

  take(): { readonly rows: ReadonlyMap<ColumnId, ReadonlySet<string>>; readonly words: ReadonlyMap<ColumnId, ReadonlySet<number>> } {
    const taken = { rows: this.#rows, words: this.#words }
    this.#rows = new Map()
    this.#words = new Map()
    return taken
  }
}
