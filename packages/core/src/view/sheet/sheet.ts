import { compareUtf8 } from '../../order/compare.js'

/** Some rows in parallel arrays, in the order of their ids. Never empty. */
export interface Leaf {
  readonly ids: string[]
  readonly columns: unknown[][]
}

/** Rows in the order of their ids' UTF-8 bytes, in leaves. Never changes: `draftSheet` makes another one, which shares what did not change. */
export interface Sheet {
  readonly leaves: readonly Leaf[]
  readonly size: number
}

export const emptySheet: Sheet = { leaves: [], size: 0 }

/** Where a row is. */
export interface Place {
  readonly leaf: Leaf
  readonly at: number
}

export function find({ leaves }: Pick<Sheet, 'leaves'>, id: string): Place | undefined {
  const leaf = leaves[leafOf(leaves, id)]
  if (leaf === undefined) return undefined
  const at = placeIn(leaf, id)
  return leaf.ids[at] === id ? { leaf, at } : undefined
}

/** The leaf in which `id` is or belongs, but -1 for what belongs before all. */
export function leafOf(leaves: readonly Leaf[], id: string): number {
  return lastUpTo(leaves.length, (at) => leaves[at]?.ids[0] ?? '', id)
}

/** The place of `id`, or of the last row before it; -1 where there is none. */
export function placeIn({ ids }: Leaf, id: string): number {
  return lastUpTo(ids.length, (at) => ids[at] ?? '', id)
}

/** The last of so many ascending ids that is not above `id`, or -1. */
function lastUpTo(length: number, idAt: (at: number) => string, id: string): number {
  let low = -1
  let high = length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (compareUtf8(idAt(middle), id) > 0) high = middle
    else low = middle
  }
  return low
}

/** Told where a row was (undefined where it is new) and where it is (undefined where it is gone). */
type Tell = (was: Place | undefined, is: Place | undefined) => void

/** Tells of every row of the leaves that are not in both, in order. Of what comes after all rows of one of them, only the first is told. */
export function compareSheets(before: Sheet, after: Sheet, tell: Tell): void {
  let [oldLeaf, oldAt, newLeaf, newAt] = [0, 0, 0, 0]
  for (;;) {
    const was = before.leaves[oldLeaf]
    const is = after.leaves[newLeaf]
    if (was === is) {
      if (was === undefined) return
      oldLeaf += 1
      newLeaf += 1
      continue
    }
    const order = was === undefined ? 1 : is === undefined ? -1 : compareIds(was.ids[oldAt], is.ids[newAt])
    tell(was && order <= 0 ? { leaf: was, at: oldAt } : undefined, is && order >= 0 ? { leaf: is, at: newAt } : undefined)
    if (was === undefined || is === undefined) return
    if (order <= 0 && ++oldAt === was.ids.length) {
      oldLeaf += 1
      oldAt = 0
    }
    if (order >= 0 && ++newAt === is.ids.length) {
      newLeaf += 1
      newAt = 0
    }
  }
}

/** Equality first: it is what is found nearly always, and the engine is faster at it. */
function compareIds(left = '', right = ''): number {
  return left === right ? 0 : compareUtf8(left, right)
}
