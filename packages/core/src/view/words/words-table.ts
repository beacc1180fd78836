import type { TableLayout } from '../../schema/index.js'
import type { WordsPatch } from '../intent.js'
import { chunkLength } from './chunks.js'
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

function build(layout: TableLayout, chunks: Chunks): WordsTable {
  return { kind: 'words', layout, chunks, view: new RegisterView(layout, chunks) }
}

function zeros({ length = 0 }: TableLayout): BigUint64Array[] {
  return Array.from({ length: Math.ceil(length / chunkLength) }, () => new BigUint64Array(chunkLength))
}

/** A words table being changed by one batch. */
export interface WordsDraft {
  words(patch: WordsPatch): void
  /** Null when nothing changed. */
  finish(): WordsTable | null
}

export function draftWords({ layout, chunks: before }: WordsTable, whole: boolean): WordsDraft {
  const chunks = whole ? zeros(layout) : [...before]
  return {
    words({ indices, values }) {
      indices.forEach((index, n) => {
        const at = Math.floor(index / chunkLength)
        let chunk = chunks[at]
        // Another version of the app may have more words than this one reads.
        if (chunk === undefined || index >= (layout.length ?? 0)) return
        if (chunk === before[at]) chunks[at] = chunk = chunk.slice()
        chunk[index % chunkLength] = values[n] ?? 0n
      })
    },
    finish() {
      const isSame = chunks.every((chunk, n) => chunk === before[n] || chunk.every((word, at) => word === before[n]?.[at]))
      return isSame ? null : build(layout, chunks)
    },
  }
}
