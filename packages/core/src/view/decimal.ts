/*
 * Counts are whole units of 10^-scale; consumers see decimal numbers. Both ways must be exact or refused: a count that is
 * read and written back is the same count.
 */

/** How far from a whole unit a number may be, in units: what arithmetic on binary fractions (0.1 + 0.2) leaves behind. */
const tolerance = 1e-6

/** The number of a count of units (a safe integer); null where doubles are so far apart that another count has it too. */
export function decimalOf(units: number, scale: number): number | null {
  const factor = 10 ** scale
  const value = units / factor
  return (units + 1) / factor === value || (units - 1) / factor === value ? null : value
}

/** The count of units of a finite number; null where it is not one, or one that `decimalOf` has no number for. */
export function unitsOf(value: number, scale: number): number | null {
  const factor = 10 ** scale
  const nearest = Math.round(value * factor)
  // The product itself is rounded, and Math.round takes a half up: of large numbers the count may be the one below. Never the one
  // above: while doubles are close enough that no other count has the number, the product is less than half a unit off.
  const units = [nearest, nearest - 1].find((candidate) => candidate / factor === value) ?? nearest
  const isClose = Math.abs(value - units / factor) * factor <= tolerance
  // -0 + 0 is 0.
  return isClose && Number.isSafeInteger(units) && decimalOf(units, scale) !== null ? units + 0 : null
}
