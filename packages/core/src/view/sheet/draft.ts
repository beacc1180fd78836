import { compareUtf8 } from '../../order/compare.js'
import { leafOf, placeIn } from './sheet.js'
import type { Leaf, Sheet } from './sheet.js'

/** Rows of a leaf. Changing a row copies the columns in which it changes, and the list of leaves: that is as long in a sheet of 16,000 rows. */
const widest = 128

/** A sheet being changed: it copies each array once, however many of its rows change. Not to be used after `finish`. */
export interface SheetDraft {
  readonly size: number
  /** @param values one per column. */
  set(id: string, values: readonly unknown[]): void
  /** Sets many rows. Ascending ids above all others are taken leaf by leaf. */
  setAll(ids: readonly string[], columns: readonly (readonly unknown[])[]): void
  delete(id: string): void
  finish(): Sheet
}

/** @param share is told of leaves of which rows get into others. */
export function draftSheet(before: Sheet, share: (leaf: Leaf) => void = () => undefined): SheetDraft {
  const leaves = before.leaves.slice()
  /** Arrays that were copied, to be changed in place. */
  const owned = new Set<readonly unknown[]>()
  let { size } = before

  const own = <T>(array: T[]): T[] => {
    if (owned.has(array)) return array
    const copy = array.slice()
    owned.add(copy)
    return copy
  }
  const ownAll = (leaf: Leaf): Leaf => {
    share(leaf)
    return { ids: own(leaf.ids), columns: leaf.columns.map(own) }
  }

  const set = (id: string, values: readonly unknown[]): void => {
    const index = Math.max(0, leafOf(leaves, id))
    const leaf = leaves[index]
    const at = leaf === undefined ? -1 : placeIn(leaf, id)
    if (leaf?.ids[at] === id) {
      share(leaf)
      const columns = leaf.columns.map((column, n) => {
        if (column[at] === values[n]) return column
        const changed = own(column)
        changed[at] = values[n]
        return changed
      })
      leaves[index] = { ids: leaf.ids, columns }
      return
    }
    size += 1
    const wider = leaf === undefined ? { ids: [], columns: values.map(() => []) } : ownAll(leaf)
    wider.ids.splice(at + 1, 0, id)
    wider.columns.forEach((column, n) => column.splice(at + 1, 0, values[n]))
    leaves.splice(index, 1, ...(wider.ids.length > widest ? [cut(wider, 0, widest / 2), cut(wider, widest / 2)] : [wider]))
  }

  /** Makes one leaf of two that are half empty, so that what was deleted is not paid for. */
  const join = (index: number): void => {
    const left = leaves[index]
    const right = leaves[index + 1]
    if (left === undefined || right === undefined || left.ids.length + right.ids.length > widest / 2) return
    share(left)
    share(right)
    const columns = left.columns.map((column, n) => column.concat(right.columns[n]))
    leaves.splice(index, 2, { ids: left.ids.concat(right.ids), columns })
  }

  return {
    get size() {
      return size
    },
    set,
    setAll(ids, columns) {
      const last = leaves.at(-1)?.ids.at(-1) ?? ''
      if (ids.every((id, at) => compareUtf8(ids[at - 1] ?? last, id) < 0)) {
        for (let from = 0; from < ids.length; from += widest) leaves.push(cut({ ids, columns }, from, from + widest))
        size += ids.length
      } else
        ids.forEach((id, at) =>
          set(
            id,
            columns.map((column) => column[at]),
          ),
        )
    },
    delete(id) {
      const index = leafOf(leaves, id)
      const leaf = leaves[index]
      const at = leaf === undefined ? -1 : placeIn(leaf, id)
      if (leaf?.ids[at] !== id) return
      size -= 1
      const narrower = ownAll(leaf)
      for (const array of [narrower.ids, ...narrower.columns]) array.splice(at, 1)
      leaves.splice(index, 1, ...(narrower.ids.length > 0 ? [narrower] : []))
      join(index)
      join(index - 1)
    },
    finish: () => ({ leaves, size }),
  }
}

/** Some rows of a leaf, or of more, as a leaf of their own. */
function cut(
  { ids, columns }: { readonly ids: readonly string[]; readonly columns: readonly (readonly unknown[])[] },
  from: number,
  to?: number,
): Leaf {
  return { ids: ids.slice(from, to), columns: columns.map((column) => column.slice(from, to)) }
}
