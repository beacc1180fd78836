import * as limits from '../../limits.js'
import type { Field, Spared } from './field.js'

/** A whole number from `least` to `most`, written as its distance from `least`. */
export function whole(least = 0, most: number = Number.MAX_SAFE_INTEGER): Field<number> {
  return (io, value) => io.number(value, least, most)
}

export const handle: Field<number> = whole(0, limits.handle)
/** A position in a log, or a number of cells: 0 is before the first. */
export const position: Field<number> = whole()
/** Milliseconds since the Unix epoch. */
export const time: Field<number> = position
/** How far a step of the stream goes. */
export const span: Spared<number> = [1, whole(1)]
/** The index of a replica id among those that this session has named. */
export const ordinal: Field<number> = whole(0, limits.ownIds - 1)
export const own: Spared<number> = [0, ordinal]
/** Without a byte of its own: its flag says it all. */
export const flag: Spared<boolean> = [false, () => true]

/** One of a few names. */
export function oneOf<T extends string>(...names: readonly T[]): Field<T> {
  return (io, name) => names[io.number(name && names.indexOf(name), 0, names.length - 1)] as T
}
