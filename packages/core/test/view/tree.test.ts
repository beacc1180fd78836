import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareUtf8 } from '../../src/order/compare.js'
import { emptyLeaf, insert, remove } from '../../src/view/tree/node.js'
import type { Node } from '../../src/view/tree/node.js'
import { Tree } from '../../src/view/tree/tree.js'

const runs = Math.ceil(Number(process.env['TORSOR_RUNS'] ?? 1000) / 5)

function entriesOf<V>(tree: Tree<V>): [string, V][] {
  const entries: [string, V][] = []
  tree.forEach((key, value) => entries.push([key, value]))
  return entries
}

function sortedEntries<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].toSorted((a, b) => compareUtf8(a[0], b[0]))
}

function nodesOf<V>(root: Node<V>): Node<V>[] {
  return [root, ...(root.children ?? []).flatMap(nodesOf)]
}

// Few letters, so that keys meet again; a surrogate pair and U+FFFF, whose UTF-16 order is not their UTF-8 order.
const key = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '\uffff', '\u{10000}'), maxLength: 4 })
const command = fc.record({ remove: fc.boolean(), key, value: fc.nat() })

describe('the tree of a view', () => {
  it('[CO80] holds what a sorted map holds, and older trees keep what they held', () => {
    fc.assert(
      fc.property(fc.array(fc.array(command, { maxLength: 120 }), { maxLength: 8 }), (batches) => {
        const oracle = new Map<string, number>()
        const history: { tree: Tree<number>; entries: [string, number][] }[] = []
        let tree = Tree.empty<number>()
        for (const batch of batches) {
          const draft = tree.draft()
          for (const { remove, key, value } of batch) {
            if (remove) {
              draft.delete(key)
              oracle.delete(key)
            } else {
              draft.set(key, value)
              oracle.set(key, value)
            }
            expect(draft.get(key)).toBe(oracle.get(key))
          }
          tree = draft.finish()
          history.push({ tree, entries: sortedEntries(oracle) })
        }
        for (const { tree, entries } of history) {
          expect(tree.size).toBe(entries.length)
          expect(entriesOf(tree)).toStrictEqual(entries)
          for (const [key, value] of entries) expect(tree.get(key)).toBe(value)
        }
      }),
      { numRuns: runs },
    )
  })

  it('[CO80] grows to thousands and shrinks to nothing', () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `item-${(i * 7919) % 5000}`)
    const draft = Tree.empty<number>().draft()
    ids.forEach((id, i) => draft.set(id, i))
    const full = draft.finish()
    expect(entriesOf(full).map((entry) => entry[0])).toStrictEqual(ids.toSorted())
    const emptied = full.draft()
    ids.toReversed().forEach((id) => emptied.delete(id))
    expect(entriesOf(emptied.finish())).toStrictEqual([])
    expect(emptied.finish().size).toBe(0)
    expect(full.size).toBe(5000)
  })

  it('[CO81] copies the depth and no more when one of 10,000 entries changes', () => {
    const token = {}
    let root: Node<number> = emptyLeaf(token)
    for (let i = 0; i < 10_000; i++) root = insert(root, `item-${(i * 7919) % 10_000}`, i, token)
    const before = new Set(nodesOf(root))
    const copied = nodesOf(insert(root, 'item-5000', -1, {})).filter((node) => !before.has(node))
    expect(before.size).toBeGreaterThan(300)
    expect(copied.length).toBeLessThanOrEqual(4)
    expect(Math.max(...copied.map((node) => node.keys.length))).toBeLessThanOrEqual(33)
  })

  it('[CO80] gives its nodes back when most of its entries go', () => {
    const token = {}
    let root: Node<number> = emptyLeaf(token)
    for (let i = 0; i < 5000; i++) root = insert(root, `item-${(i * 7919) % 5000}`, i, token)
    const full = nodesOf(root).length
    for (let i = 0; i < 5000; i++) if (i % 20 !== 0) root = remove(root, `item-${i}`, token)
    const leaves = nodesOf(root).filter((node) => node.children === null)
    expect(leaves.reduce((sum, leaf) => sum + leaf.keys.length, 0)).toBe(250)
    expect(nodesOf(root).length).toBeLessThan(full / 8)
  })

  it('[CO81] is the same tree when nothing was set or deleted', () => {
    const tree = Tree.empty<number>()
    const draft = tree.draft()
    draft.delete('a')
    expect(draft.finish()).toBe(tree)
  })
})
