import { sortUtf8 } from '../../order/compare.js'
import type { Field, FieldAlgebra, FieldSpec } from '../../schema/index.js'
import { decimalOf } from '../decimal.js'
import { argumentOf } from '../mutator/arguments.js'
import { rawInteger, rawTally, type RawInteger, type RawSet, type RawTally } from '../records/raw.js'

type ReadOf<X> = X extends Field<FieldAlgebra, infer R> ? R : never
type ArgOf<X> = X extends Field<FieldAlgebra, unknown, infer A> ? A : never

/**
 * A field whose algebra was another one. It is stored beside what it was, and as long as it was not written it shows what
 * `from` makes of that, where that was written: a register as a whole; a counter as its base, to which everybody adds; a tally
 * and a set each element; of max and min the greater, or smaller. Deriving is no edit: nothing is stored, sent, or counted twice
 * for it, and what older versions of the app write to the old field shows until the new one is written.
 *
 * `from` must be pure, so that every device shows the same. Where it throws, or gives what the field cannot hold, the field
 * shows its default.
 */
export function changed<New extends Field, Old extends Field>(
  field: New,
  change: { readonly was: Old; readonly from: (old: ReadOf<Old>) => ArgOf<New> },
): New {
  const [spec, was] = [specOf(field), specOf(change.was)]
  const derive = (raw: unknown): unknown => {
    try {
      return rawOf(spec, change.from(shown(was, raw) as ReadOf<Old>))
    } catch {
      return undefined
    }
  }
  return Object.freeze({ ...field, was: { spec: was, derive } })
}

/** What a field builder really returns. */
function specOf(field: Field): FieldSpec {
  return field as unknown as FieldSpec
}

/** What an app reads of a raw field. */
function shown({ kind, bigint, scale, initial }: FieldSpec, raw: unknown): unknown {
  const count = (units: RawInteger): unknown => (bigint ? BigInt(units) : exact(typeof units === 'number' ? decimalOf(units, scale) : null))
  switch (kind) {
    case 'register':
      return raw ?? initial
    case 'counter':
      return count(raw as RawInteger)
    case 'tally':
      return Object.fromEntries([...(raw as RawTally)].map(([element, units]) => [element, count(units)]))
    case 'set':
      return new Set(raw as RawSet)
    default:
      return raw
  }
}

function exact(count: number | null): number {
  if (count === null) throw new RangeError('no number is exactly this count')
  return count
}

function rawOf(spec: FieldSpec, value: unknown): unknown {
  const argument = argumentOf(spec, value, 'from')
  switch (spec.kind) {
    case 'counter':
      return rawInteger(argument as bigint)
    case 'tally':
      return rawTally(Object.entries(argument as Readonly<Record<string, bigint>>))
    case 'set':
      return sortUtf8(argument as string[])
    default:
      return argument
  }
}
