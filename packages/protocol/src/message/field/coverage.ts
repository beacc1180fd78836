import { limits } from '../../limits.js'
import type { Coverage, Range } from '../types.js'
import { identity } from './bytes.js'
import { list, record, unique } from './combine.js'
import type { Field } from './field.js'

/** The frontier is a range too, when there is one. */
const most = limits.rangesBeyondFrontier + 1

/** Sorted, disjoint and not adjacent, by construction: each is written as the gap before it (less the one that must be) and its extent. */
const ranges: Field<readonly Range[]> = {
  shape: `ranges(0..${most})`,
  write(writer, value) {
    if (value.length > most) writer.fail('too-large', `${value.length} ranges, at most ${most} allowed`)
    writer.varint(value.length)
    let free = 1
    for (const { from, to } of value) {
      if (from < free || to < from) writer.fail('protocol-violation', `${from}…${to} is empty, out of order or not apart`)
      writer.varint(from - free)
      writer.varint(to - from)
      free = to + 2
    }
  },
  read(reader) {
    const count = reader.varint()
    if (count > most) reader.fail('too-large', `${count} ranges, at most ${most} allowed`)
    const value: Range[] = []
    let free = 1
    for (let index = 0; index < count; index++) {
      const from = free + reader.varint()
      const to = from + reader.varint()
      if (!Number.isSafeInteger(to)) reader.fail('protocol-violation', 'a range ends past 2^53 - 1')
      value.push({ from, to })
      free = to + 2
    }
    return value
  },
}

/** At most as many ids as a device may name when it opens. */
export const coverages: Field<readonly Coverage[]> = unique(
  list(record<Coverage>({ id: identity, ranges }), limits.ownIds),
  (coverage) => coverage.id,
)
