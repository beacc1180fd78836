import { composeCell } from './cells.js'
import { cloneDelta, type Delta } from './delta.js'
import { merge } from './merge.js'
import type { Row, Touch } from './types.js'

/** The delta that does what `first` and then `second` do. Pure. */
export function compose(first: Delta, second: Delta): Delta {
  const result = cloneDelta(first)
  merge(result, second, false)
  return result
}

/** Composes `delta` into `target` in place, at the cost of `delta`. Shares nothing that can change with `delta`. */
export function composeInto(target: Delta, delta: Delta, touch?: Touch): void {
  merge(target, delta, false, undefined, touch)
}

/** Pure. May return `first` itself, and share its cells: the result is to be read, not changed. */
export function composeRow(first: Row | undefined, second: Row): Row {
  if (first !== undefined && first.life > second.life) return first
  const cells = new Map(first?.life === second.life ? first.cells : undefined)
  if (second.life % 2 === 1) {
    for (const [column, cell] of second.cells) {
      const composed = composeCell(column, cells.get(column), cell)
      if (composed === undefined) cells.delete(column)
      else cells.set(column, composed)
    }
  }
  return { life: second.life, cells }
}
