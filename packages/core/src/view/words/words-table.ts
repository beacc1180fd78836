import type { TableLayout } from '../../schema/index.js'
import type { WordsPatch } from '../intent.js'
import { chunkLength, chunkedWord } from './chunks.js'
import type { Chunks } from './chunks.js'
import { RegisterView } from './words-view.js'

export interface WordsTable {
  readonly kind: 'words'
  readonly layout: TableLayout
  readonly chunks: Chunks
  readonly view: RegisterView
}

export function emptyWords(layout: TableLayout): WordsTable {
  return build(layout, zeros(layout))
}

export function wordAt(table: WordsTable, index: number): bigint {
  return chunkedWord(table.chunks, index)
}

function build(layout: TableLayout, chunks: Chunks): WordsTable {
  return { kind: 'words', layout, chunks, view: new RegisterView(layout.length ?? 0, layout.as ?? 'u64', chunks) }
}

function zeros(layout: TableLayout): Chunks {
  return Array.from({ length: Math.ceil((layout.length ?? 0) / chunkLength) }, () => new BigUint64Array(chunkLength))
}

/** A words table being changed by one batch of patches. */
export class WordsDraft {
  readonly #before: WordsTable
  readonly #chunks: BigUint64Array[]
  readonly #owned: Set<BigUint64Array>

  constructor(before: WordsTable, whole: boolean) {
    this.#before = before
    this.#chunks = [...(whole ? zeros(before.layout) : before.chunks)]
    this.#owned = new Set(whole ? this.#chunks : [])
  }

  words(patch: WordsPatch): void {
    const length = this.#before.layout.length ?? 0
    patch.indices.forEach((index, at) => {
      // Another version of the app may have more words than this one reads.
      if (index < length) this.#set(index, patch.values[at] ?? 0n)
    })
  }

  finish(): WordsTable {
    const { chunks, layout } = this.#before
    const same = this.#chunks.every((chunk, index) => chunk === chunks[index] || chunk.every((word, at) => word === chunks[index]?.[at]))
    return same ? this.#before : build(layout, this.#chunks)
  }

  #set(index: number, word: bigint): void {
    const at = Math.floor(index / chunkLength)
    let chunk = this.#chunks[at]
    if (chunk === undefined || chunk[index % chunkLength] === word) return
    if (!this.#owned.has(chunk)) {
      chunk = chunk.slice()
      this.#owned.add(chunk)
      this.#chunks[at] = chunk
    }
    chunk[index % chunkLength] = word
  }
}
