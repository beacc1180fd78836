import { emptyLeaf, find, insert, remove, visit } from './node.js'
import type { Node } from './node.js'

/**
 * An immutable ordered map from strings to values, in the order of the keys' UTF-8 bytes. Changing one entry costs the
 * depth of the tree: what a change does not touch is shared with the tree before it.
 */
export class Tree<V> {
  readonly #root: Node<V>
  readonly size: number

  private constructor(root: Node<V>, size: number) {
    this.#root = root
    this.size = size
  }

  static empty<V>(): Tree<V> {
    return new Tree<V>(emptyLeaf({}), 0)
  }

  static of<V>(root: Node<V>, size: number): Tree<V> {
    return new Tree(root, size)
  }

  get(key: string): V | undefined {
    return find(this.#root, key)
  }

  forEach(visitor: (key: string, value: V) => void): void {
    visit(this.#root, visitor)
  }

  draft(): TreeDraft<V> {
    return new TreeDraft(this, this.#root)
  }
}

/** A tree being changed. Many changes in one draft copy each touched node once. */
export class TreeDraft<V> {
  readonly #origin: Tree<V>
  #root: Node<V>
  #size: number
  #token: object = {}
  #changed = false

  constructor(origin: Tree<V>, root: Node<V>) {
    this.#origin = origin
    this.#root = root
    this.#size = origin.size
  }

  get(key: string): V | undefined {
    return find(this.#root, key)
  }

  set(key: string, value: V): void {
    if (find(this.#root, key) === undefined) this.#size++
    this.#root = insert(this.#root, key, value, this.#token)
    this.#changed = true
  }

  delete(key: string): void {
    if (find(this.#root, key) === undefined) return
    this.#size--
    this.#root = remove(this.#root, key, this.#token)
    this.#changed = true
  }

  /** The same tree when nothing was set or deleted. The draft may go on; it copies anew what it handed out. */
  finish(): Tree<V> {
    if (!this.#changed) return this.#origin
    this.#token = {}
    return Tree.of(this.#root, this.#size)
  }
}
