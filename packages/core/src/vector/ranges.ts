/** Batch numbers `from` … `to`, both included, from 1. */
export interface BatchRange {
  readonly from: number
  readonly to: number
}

/**
 * `ranges` (sorted, disjoint, not adjacent) with `from` … `to` added. Returns `ranges` itself where nothing is new.
 */
export function addRange(ranges: readonly BatchRange[], from: number, to: number): readonly BatchRange[] {
  let first = 0
  while (first < ranges.length && rangeAt(ranges, first).to < from - 1) first++
  let last = first
  while (last < ranges.length && rangeAt(ranges, last).from <= to + 1) last++
  if (first === last) return [...ranges.slice(0, first), { from, to }, ...ranges.slice(first)]
  const start = rangeAt(ranges, first)
  const end = rangeAt(ranges, last - 1)
  if (last - first === 1 && start.from <= from && start.to >= to) return ranges
  return [...ranges.slice(0, first), { from: Math.min(from, start.from), to: Math.max(to, end.to) }, ...ranges.slice(last)]
}

/** How much of `from` … `to` the ranges hold. */
export function coverageOf(ranges: readonly BatchRange[], from: number, to: number): 'none' | 'some' | 'all' {
  for (const range of ranges) {
    if (range.to < from) continue
    if (range.from > to) return 'none'
    return range.from <= from && range.to >= to ? 'all' : 'some'
  }
  return 'none'
}

/** What lies between the ranges, from 1 on: batches that are known to exist and are not held. */
export function holesOf(ranges: readonly BatchRange[]): readonly BatchRange[] {
  const holes: BatchRange[] = []
  let next = 1
  for (const { from, to } of ranges) {
    if (from > next) holes.push({ from: next, to: from - 1 })
    next = to + 1
  }
  return holes
}

function rangeAt(ranges: readonly BatchRange[], at: number): BatchRange {
  return ranges[at] as BatchRange
}
