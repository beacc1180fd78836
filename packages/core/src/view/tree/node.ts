import { compareUtf8 } from '../../order/compare.js'

/**
 * A node of a B+tree whose keys ascend by UTF-8 bytes. A leaf holds values; a branch holds children, and as keys the
 * first key of each. A node belongs to the draft whose token it carries, which may change it in place; every other
 * draft copies it first.
 */
export interface Leaf<V> {
  readonly token: object
  readonly keys: string[]
  readonly values: V[]
  readonly children: null
}

export interface Branch<V> {
  readonly token: object
  readonly keys: string[]
  readonly values: null
  readonly children: Node<V>[]
}

export type Node<V> = Leaf<V> | Branch<V>

const widest = 32
const narrowest = widest / 4

export function emptyLeaf<V>(token: object): Leaf<V> {
  return { token, keys: [], values: [], children: null }
}

export function find<V>(root: Node<V>, key: string): V | undefined {
  let node = root
  while (node.children !== null) node = childAt(node, childIndex(node, key))
  const index = lowerBound(node.keys, key)
  return node.keys[index] === key ? node.values[index] : undefined
}

/** In key order. */
export function visit<V>(node: Node<V>, visitor: (key: string, value: V) => void): void {
  if (node.children !== null) for (const child of node.children) visit(child, visitor)
  else node.keys.forEach((key, index) => visitor(key, node.values[index] as V))
}

/** The root after `key` has `value`. */
export function insert<V>(root: Node<V>, key: string, value: V, token: object): Node<V> {
  const node = put(root, key, value, token)
  if (node.keys.length <= widest) return node
  const right = split(node, token)
  return { token, keys: [firstKey(node), firstKey(right)], values: null, children: [node, right] }
}

/** The root without `key`, which is in it. */
export function remove<V>(root: Node<V>, key: string, token: object): Node<V> {
  let node = take(root, key, token)
  while (node.children !== null && node.children.length === 1) node = childAt(node, 0)
  return node.keys.length === 0 ? emptyLeaf(token) : node
}

function put<V>(shared: Node<V>, key: string, value: V, token: object): Node<V> {
  const node = owned(shared, token)
  if (node.children === null) {
    const index = lowerBound(node.keys, key)
    if (node.keys[index] === key) node.values[index] = value
    else {
      node.keys.splice(index, 0, key)
      node.values.splice(index, 0, value)
    }
    return node
  }
  const index = childIndex(node, key)
  const child = put(childAt(node, index), key, value, token)
  node.children[index] = child
  node.keys[index] = firstKey(child)
  if (child.keys.length > widest) {
    const right = split(child, token)
    node.children.splice(index + 1, 0, right)
    node.keys.splice(index + 1, 0, firstKey(right))
  }
  return node
}

function take<V>(shared: Node<V>, key: string, token: object): Node<V> {
  const node = owned(shared, token)
  if (node.children === null) {
    const index = lowerBound(node.keys, key)
    node.keys.splice(index, 1)
    node.values.splice(index, 1)
    return node
  }
  const index = childIndex(node, key)
  const child = take(childAt(node, index), key, token)
  if (child.keys.length === 0) {
    node.children.splice(index, 1)
    node.keys.splice(index, 1)
    return node
  }
  node.children[index] = child
  node.keys[index] = firstKey(child)
  if (child.keys.length < narrowest && !join(node, index, token)) join(node, index - 1, token)
  return node
}

/** Moves the upper half of a node of this draft to a new one. */
function split<V>(node: Node<V>, token: object): Node<V> {
  const middle = node.keys.length >> 1
  const keys = node.keys.splice(middle)
  return node.children === null
    ? { token, keys, values: node.values.splice(middle), children: null }
    : { token, keys, values: null, children: node.children.splice(middle) }
}

/** Joins child `index` with the one after it where both fit into one, so that two neighbours always hold more than one node's worth. */
function join<V>(node: Branch<V>, index: number, token: object): boolean {
  const left = node.children[index]
  const right = node.children[index + 1]
  if (left === undefined || right === undefined || left.keys.length + right.keys.length > widest) return false
  const joined = owned(left, token)
  joined.keys.push(...right.keys)
  if (joined.children === null) joined.values.push(...(right as Leaf<V>).values)
  else joined.children.push(...(right as Branch<V>).children)
  node.children.splice(index, 2, joined)
  node.keys.splice(index, 2, firstKey(joined))
  return true
}

function owned<V>(node: Node<V>, token: object): Node<V> {
  if (node.token === token) return node
  return node.children === null
    ? { token, keys: node.keys.slice(), values: node.values.slice(), children: null }
    : { token, keys: node.keys.slice(), values: null, children: node.children.slice() }
}

function firstKey<V>(node: Node<V>): string {
  return node.keys[0] as string
}

function childAt<V>(node: Branch<V>, index: number): Node<V> {
  return node.children[index] as Node<V>
}

/** The child that holds `key` or would: the last whose first key is not above it, and the first for what is below all. */
function childIndex<V>(node: Branch<V>, key: string): number {
  const index = lowerBound(node.keys, key)
  return node.keys[index] === key ? index : Math.max(0, index - 1)
}

/** The index of the first key that is not below `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareUtf8(keys[middle] as string, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}
