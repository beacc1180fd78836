import { Algebra, algebraOf, composeInto, type ColumnId } from '@torsor/core'
import type { Draft, DraftCell, DraftElements, DraftLww, DraftSegment } from './draft.js'

/** Appends `later` to `target` in place. `later` is not aliased: its maps stay its own. */
export function composeDraftInto(target: Draft, later: Draft): void {
  for (const [table, records] of later.records) {
    let into = target.records.get(table)
    if (into === undefined) target.records.set(table, (into = new Map()))
    for (const [record, segments] of records) {
      let list = into.get(record)
      if (list === undefined) into.set(record, (list = []))
      for (const segment of segments) appendSegment(list, segment)
    }
  }
  composeInto({ records: new Map(), words: target.words }, { records: new Map(), words: later.words })
}

export function appendSegment(list: DraftSegment[], later: DraftSegment): void {
  const last = list.at(-1)
  if (last === undefined || last.relative !== later.relative) {
    list.push(cloneSegment(later))
    return
  }
  if (later.life < last.life) return
  if (later.life > last.life) {
    list[list.length - 1] = cloneSegment(later)
    return
  }
  for (const [column, cell] of later.cells) last.cells.set(column, composeDraftCell(column, last.cells.get(column), cell))
}

function cloneSegment(segment: DraftSegment): DraftSegment {
  const cells = new Map<ColumnId, DraftCell>()
  for (const [column, cell] of segment.cells) cells.set(column, composeDraftCell(column, undefined, cell))
  return { relative: segment.relative, life: segment.life, cells }
}

function composeDraftCell(column: ColumnId, first: DraftCell | undefined, second: DraftCell): DraftCell {
  switch (algebraOf(column)) {
    case Algebra.sum:
      return first === undefined ? second : BigInt.asIntN(64, (first as bigint) + (second as bigint))
    case Algebra.max:
      return first === undefined ? second : Math.max(first as number, second as number)
    case Algebra.min:
      return first === undefined ? second : Math.min(first as number, second as number)
    case Algebra.lww:
      return first === undefined ? second : later(first as DraftLww, second as DraftLww)
    case Algebra.life:
      return composeElements(first as DraftElements | undefined, second as DraftElements)
    case Algebra.sumBy:
      return composeByElement(first as Map<string, bigint> | undefined, second as Map<string, bigint>, (a, b) => BigInt.asIntN(64, a + b))
    case Algebra.lwwBy:
      return composeByElement(first as Map<string, DraftLww> | undefined, second as Map<string, DraftLww>, later)
    default:
      throw new RangeError(`a record has no column of algebra ${algebraOf(column)}`)
  }
}

/**
 * The later write of one device wins over its earlier ones whatever the clock did between them; what it replaced
 * outside of this draft is what either of them replaced last.
 */
function later(first: DraftLww, second: DraftLww): DraftLww {
  return { stamp: Math.max(second.stamp, first.stamp + 1), value: second.value, over: Math.max(first.over, second.over) }
}

function composeElements(first: DraftElements | undefined, second: DraftElements): DraftElements {
  return {
    held: composeByElement(first?.held, second.held, Math.max),
    unheld: composeByElement(first?.unheld, second.unheld, Math.max),
  }
}

function composeByElement<T>(first: Map<string, T> | undefined, second: Map<string, T>, compose: (a: T, b: T) => T): Map<string, T> {
  const out = first ?? new Map<string, T>()
  for (const [element, value] of second) {
    const before = out.get(element)
    out.set(element, before === undefined ? value : compose(before, value))
  }
  return out
}
