import type { CollectionView } from '../../schema/index.js'
import { find } from '../sheet/sheet.js'
import type { Place, Sheet } from '../sheet/sheet.js'
import { recordAt } from './records.js'
import type { Records } from './records.js'

/** The records of one collection at one moment. */
export class RecordsView implements CollectionView<object> {
  readonly #records: Records

  constructor(records: Records) {
    this.#records = records
  }

  get size(): number {
    return this.#records.rows.size
  }

  get(id: string | null | undefined): object | undefined {
    const place = placeOf(this.#records.rows, id)
    return place && recordAt(this.#records, place.leaf, place.at)
  }

  has(id: string): boolean {
    return placeOf(this.#records.rows, id) !== undefined
  }

  /** Frozen, as `list()` is: a consumer that sorted it in place would change it for everybody. */
  ids(): readonly string[] {
    const { ids, rows } = this.#records
    return (ids.value ??= Object.freeze(rows.leaves.flatMap((leaf) => leaf.ids)))
  }

  list(): readonly object[] {
    return (this.#records.list.value ??= Object.freeze(this.#all()))
  }

  #all(): object[] {
    const all: object[] = []
    for (const leaf of this.#records.rows.leaves) for (let at = 0; at < leaf.ids.length; at++) all.push(recordAt(this.#records, leaf, at))
    return all
  }

  filter<T extends object>(predicate: (record: object) => record is T): readonly T[]
  filter(predicate: (record: object) => boolean): readonly object[]
  filter(predicate: (record: object) => boolean): readonly object[] {
    return this.list().filter((record) => predicate(record))
  }

  isPending(id: string): boolean {
    return placeOf(this.#records.pending, id) !== undefined
  }

  [Symbol.iterator](): Iterator<object> {
    return this.list()[Symbol.iterator]()
  }
}

/** Whatever a consumer asks for: what is no string is no id. */
function placeOf(sheet: Sheet, id: unknown): Place | undefined {
  return typeof id === 'string' ? find(sheet, id) : undefined
}
