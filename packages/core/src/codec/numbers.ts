/** Powers of ten that a double holds, up to the decimals that are looked for. */
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6]

/**
 * The fewest decimals, at most 6, with which every number is an integer of them: 12.5 and 0.25 have 2. Undefined: one of them has more, or is
 * not exactly what its decimals divide to.
 */
export function decimalsOf(numbers: readonly number[]): number | undefined {
  let decimals = 0
  for (const number of numbers) {
    while (!fits(number, decimals)) if (++decimals === POWERS.length) return undefined
  }
  // More decimals may break what fewer had: 0.1 and a huge integer.
  return numbers.every((number) => fits(number, decimals)) ? decimals : undefined
}

function fits(number: number, decimals: number): boolean {
  const units = toUnits(number, decimals)
  return Number.isSafeInteger(units) && fromUnits(units, decimals) === number
}

export function toUnits(number: number, decimals: number): number {
  return Math.round(number * (POWERS[decimals] as number))
}

export function fromUnits(units: number, decimals: number): number {
  return units / (POWERS[decimals] as number)
}

export const MAX_DECIMALS: number = POWERS.length - 1
