import * as limits from '../../limits.js'
import type { Coverage, OwnRange, Range } from '../types.js'
import { record } from './field.js'
import type { Field } from './field.js'
import { list, listToEnd } from './list.js'
import { ordinal } from './number.js'

/** The last batch number there is: a range is written as twice its first number, and one more where it has an extent. */
const last = 2 ** 52 - 1

/** Nearly always a single batch, which takes no more than its number. */
export const range: Field<Range> = (io, given) => {
  const several = given !== undefined && given.to !== given.from
  const head = io.number(given && given.from * 2 + Number(several), 2, last * 2 + 1)
  const from = Math.floor(head / 2)
  return { from, to: head % 2 === 0 ? from : io.number(given?.to, from + 1, last) }
}

export const ownRange: Field<OwnRange> = record<OwnRange>({ own: ordinal, range })

/** Sorted, disjoint and not adjacent, by construction: each is written as the gap before it (less the one that must be) and its extent. */
const ranges: Field<readonly Range[]> = (io, given, before) => {
  let free = 1
  const next: Field<Range> = (_, one) => {
    const from = io.number(one?.from, free, last)
    const to = io.number(one?.to, from, last)
    free = to + 2
    return { from, to }
  }
  // The frontier is a range too, when there is one.
  return list(next, limits.rangesBeyondFrontier + 1)(io, given, before)
}

export const coverage: Field<Coverage> = listToEnd(ranges, limits.ownIds)
export const voids: Field<readonly OwnRange[]> = list(ownRange, limits.voids, 1)
