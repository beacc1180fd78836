const currency = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'EUR' })

export function showMoney(minor: number): string {
  return currency.format(minor / 100)
}

/** For an input: digits and one point, no currency. */
export function writeMoney(minor: number): string {
  return (minor / 100).toFixed(2)
}

/**
 * Reads what people write as a price: `12`, `12.5`, `12,50`, `1,234.50`, `1.234,50`, `€ 3`. The last point or comma divides,
 * unless all that follow are groups of three digits.
 * @returns minor units, or null when it is no price
 */
export function readMoney(text: string): number | null {
  const match = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(text.replaceAll(/[\s€$£']/g, ''))
  if (match === null) return null
  const [, whole = '', cents = ''] = match
  const minor = Number(whole.replaceAll(/[.,]/g, '')) * 100 + Number(cents.padEnd(2, '0'))
  return Number.isSafeInteger(minor) ? minor : null
}
