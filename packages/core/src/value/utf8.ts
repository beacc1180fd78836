/*
 * UTF-8 by hand: core runs wherever JavaScript does and takes nothing from its host, and the host's TextEncoder turns
 * an unpaired surrogate silently into U+FFFD, so that two different strings would get the same bytes.
 */

/** How many bytes `text` takes, or -1 when it holds an unpaired surrogate and therefore has no bytes. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 3
    else {
      const next = text.charCodeAt(i + 1)
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return -1
      bytes += 4
      i++
    }
  }
  return bytes
}

/** No unpaired surrogate in it. */
export function isWellFormed(text: string): boolean {
  return utf8Length(text) >= 0
}

/** Writes well-formed `text` at `offset` of `target`, which has room for it. Returns the offset after it. */
export function writeUtf8(text: string, target: Uint8Array, offset: number): number {
  let at = offset
  for (let i = 0; i < text.length; i++) {
    let point = text.charCodeAt(i)
    if (point < 0x80) {
      target[at++] = point
      continue
    }
    if (point >= 0xd800 && point <= 0xdbff) point = 0x10000 + ((point & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff)
    if (point < 0x800) target[at++] = 0xc0 | (point >> 6)
    else {
      if (point < 0x10000) target[at++] = 0xe0 | (point >> 12)
      else {
        target[at++] = 0xf0 | (point >> 18)
        target[at++] = 0x80 | ((point >> 12) & 0x3f)
      }
      target[at++] = 0x80 | ((point >> 6) & 0x3f)
    }
    target[at++] = 0x80 | (point & 0x3f)
  }
  return at
}

/** `fromCharCode` takes its units as arguments, and engines limit how many. */
const unitsAtOnce = 4096

/** The string of bytes `from` (inclusive) to `to` (exclusive), or null where they are not well-formed, shortest-form UTF-8. */
export function readUtf8(bytes: Uint8Array, from: number, to: number): string | null {
  let text = ''
  let units: number[] = []
  for (let i = from; i < to; ) {
    const first = bytes[i++] ?? 0
    let point = first
    if (first >= 0x80) {
      const rest = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1
      if (first < 0xc2 || first > 0xf4 || i + rest > to) return null
      point = first & (0x3f >> rest)
      for (let k = 0; k < rest; k++) {
        const next = bytes[i++] ?? 0
        if ((next & 0xc0) !== 0x80) return null
        point = (point << 6) | (next & 0x3f)
      }
      if (point < (rest === 1 ? 0x80 : rest === 2 ? 0x800 : 0x10000) || point > 0x10ffff) return null
      if (point >= 0xd800 && point <= 0xdfff) return null
    }
    if (point < 0x10000) units.push(point)
    else units.push(0xd7c0 + (point >> 10), 0xdc00 + (point & 0x3ff))
    if (units.length >= unitsAtOnce) {
      text += String.fromCharCode(...units)
      units = []
    }
  }
  return text + String.fromCharCode(...units)
}
