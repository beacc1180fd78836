/** The order of two strings' UTF-8 bytes, which is the order of their code points, without encoding them. */
export function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at)
    const b = right.charCodeAt(at)
    if (a !== b) return rank(a) - rank(b)
  }
  return left.length - right.length
}

/** UTF-16 puts surrogates below U+E000 … U+FFFF; UTF-8 puts what they encode above. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** Unsigned lexicographic; of two where one is a prefix of the other, the longer is greater. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const difference = (left[at] as number) - (right[at] as number)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

const SURROGATE = /[\ud800-\udfff]/

/** How these strings compare by UTF-8 bytes. The engine's own order, which is faster, differs only where surrogates occur. */
export function orderOf(strings: readonly string[]): (left: string, right: string) => number {
  return strings.some((text) => SURROGATE.test(text)) ? compareUtf8 : compareUnits
}

function compareUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** Sorts in place by UTF-8 bytes. */
export function sortUtf8(strings: string[]): string[] {
  const order = orderOf(strings)
  return order === compareUnits ? strings.sort() : strings.sort(order)
}
