const plain = new Intl.NumberFormat()
const signed = new Intl.NumberFormat(undefined, { signDisplay: 'exceptZero' })

export function showNumber(value: number): string {
  return plain.format(value)
}

/** +3, −2, 0. */
export function showSigned(value: number): string {
  return signed.format(value).replace('-', '−')
}

/** A whole number of pieces as people type it, or null. */
export function readPieces(text: string): number | null {
  const digits = text.trim().replaceAll(/[\s.,'](?=\d{3}\b)/g, '')
  if (!/^-?\d{1,12}$/.test(digits)) return null
  return Number(digits)
}
