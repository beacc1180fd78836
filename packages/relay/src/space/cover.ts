import type { Range } from '@torsor/protocol'
import type { EntryRange } from '../log/index.js'

/**
 * Which entries together are exactly `covered` (rule 3): disjoint, nested in the packet, nothing over. Null when no choice
 * is. Deterministic: of several choices the one with the longest ranges, from the left, earliest in the log.
 */
export function exactCover<C extends EntryRange>(covered: readonly Range[], candidates: readonly C[]): readonly C[] | null {
  const starting = new Map<number, C[]>()
  for (const candidate of candidates) {
    if (candidate.kind !== 'packet') continue
    const others = starting.get(candidate.from)
    if (others === undefined) starting.set(candidate.from, [candidate])
    else others.push(candidate)
  }
  for (const others of starting.values()) others.sort((left, right) => right.to - left.to || left.position - right.position)
  const chosen: C[] = []
  for (const range of covered) {
    const part = coverOne(range, starting)
    if (part === null) return null
    chosen.push(...part)
  }
  return chosen
}

function coverOne<C extends EntryRange>(range: Range, starting: ReadonlyMap<number, readonly C[]>): readonly C[] | null {
  const dead = new Set<number>()
  const chosen: C[] = []
  const tries: number[] = [0]
  let at = range.from
  // Depth first, without recursion: a long-lived id has many packets.
  while (at <= range.to) {
    const depth = chosen.length
    const options = dead.has(at) ? [] : (starting.get(at) ?? [])
    const option = options[tries[depth] ?? 0]
    tries[depth] = (tries[depth] ?? 0) + 1
    if (option === undefined) {
      dead.add(at)
      const back = chosen.pop()
      if (back === undefined) return null
      at = back.from
      tries.length = chosen.length + 1
    } else if (option.to <= range.to) {
      chosen.push(option)
      at = option.to + 1
      tries[chosen.length] = 0
    }
  }
  return chosen
}

/** What ranges cover together: sorted, disjoint. */
export function union(ranges: readonly Range[]): Range[] {
  const parts: { from: number; to: number }[] = []
  for (const { from, to } of ranges.toSorted((left, right) => left.from - right.from)) {
    const last = parts.at(-1)
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to)
    else parts.push({ from, to })
  }
  return parts
}

/** The parts of `ranges` that lie within `within`. */
export function intersect(ranges: readonly Range[], within: Range): Range[] {
  const parts: Range[] = []
  for (const { from, to } of ranges) {
    const part = { from: Math.max(from, within.from), to: Math.min(to, within.to) }
    if (part.from <= part.to) parts.push(part)
  }
  return parts
}
