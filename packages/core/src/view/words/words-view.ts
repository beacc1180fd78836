import type { TableLayout, WordsAs, WordsView } from '../../schema/index.js'
import { readWord } from './bits.js'
import { wordIn } from './chunks.js'
import type { Chunks } from './chunks.js'

/** The words of one table at one moment. */
export class RegisterView implements WordsView<bigint | number> {
  readonly length: number
  readonly #as: WordsAs
  readonly #chunks: Chunks

  constructor({ length = 0, as = 'u64' }: TableLayout, chunks: Chunks) {
    this.length = length
    this.#as = as
    this.#chunks = chunks
  }

  get(index: number): bigint | number {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      throw new RangeError(`there is no word ${index}: this table has ${this.length}`)
    }
    return readWord(this.#bits(index), this.#as)
  }

  toArray(): BigUint64Array & Float64Array
  toArray(): BigUint64Array | Float64Array {
    const bits = BigUint64Array.from({ length: this.length }, (_, index) => this.#bits(index))
    return this.#as === 'f64' ? new Float64Array(bits.buffer) : bits
  }

  *[Symbol.iterator](): Iterator<bigint | number> {
    for (let index = 0; index < this.length; index++) yield readWord(this.#bits(index), this.#as)
  }

  #bits(index: number): bigint {
    return wordIn(this.#chunks, index)
  }
}
