import type { CollectionView } from '../../schema/index.js'
import type { Tree } from '../tree/tree.js'
import type { Entry } from './entry.js'

/** A list that several views share until one of the changes it depends on: made when it is first asked for. */
export interface Lazy<T> {
  value: readonly T[] | null
}

/** The records of one collection at one moment. */
export class RecordsView implements CollectionView<object> {
  readonly #entries: Tree<Entry>
  /** Ids of dead records whose deletion is not yet durable at a relay. */
  readonly #pendingDeaths: Tree<true>
  readonly #ids: Lazy<string>
  readonly #list: Lazy<object>

  constructor(entries: Tree<Entry>, pendingDeaths: Tree<true>, ids: Lazy<string>, list: Lazy<object>) {
    this.#entries = entries
    this.#pendingDeaths = pendingDeaths
    this.#ids = ids
    this.#list = list
  }

  get size(): number {
    return this.#entries.size
  }

  get(id: string | null | undefined): object | undefined {
    return typeof id === 'string' ? this.#entries.get(id)?.record : undefined
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  ids(): readonly string[] {
    return (this.#ids.value ??= this.#collect((id) => id))
  }

  list(): readonly object[] {
    return (this.#list.value ??= this.#collect((_, entry) => entry.record))
  }

  filter<T extends object>(predicate: (record: object) => record is T): readonly T[]
  filter(predicate: (record: object) => boolean): readonly object[]
  filter(predicate: (record: object) => boolean): readonly object[] {
    return this.list().filter((record) => predicate(record))
  }

  isPending(id: string): boolean {
    if (typeof id !== 'string') return false
    return this.#entries.get(id)?.pending ?? this.#pendingDeaths.get(id) ?? false
  }

  [Symbol.iterator](): Iterator<object> {
    return this.list()[Symbol.iterator]()
  }

  /** Frozen: a consumer that sorted it in place would change it for everybody. */
  #collect<T>(take: (id: string, entry: Entry) => T): readonly T[] {
    const items: T[] = []
    this.#entries.forEach((id, entry) => items.push(take(id, entry)))
    return Object.freeze(items)
  }
}
