import { TorsorError } from '../errors.js'

/** UTF-8 of a well-formed string. A lone surrogate has no UTF-8: throws `value-not-storable`. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text))
  writeUtf8(text, bytes, 0)
  return bytes
}

/** Bytes that `text` takes in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) continue
    if (unit < 0x800) length += 1
    else if (unit < 0xd800 || unit > 0xdfff) length += 2
    else {
      if (unit > 0xdbff || !isLowSurrogate(text, at + 1)) throw loneSurrogate(at)
      length += 2
      at++
    }
  }
  return length
}

/** Writes `text` at `at` of `target`, which must have room; returns the end. */
export function writeUtf8(text: string, target: Uint8Array, at: number): number {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) target[at++] = unit
    else if (unit < 0x800) {
      target[at++] = 0xc0 | (unit >> 6)
      target[at++] = 0x80 | (unit & 0x3f)
    } else if (unit < 0xd800 || unit > 0xdfff) {
      target[at++] = 0xe0 | (unit >> 12)
      target[at++] = 0x80 | ((unit >> 6) & 0x3f)
      target[at++] = 0x80 | (unit & 0x3f)
    } else {
      if (unit > 0xdbff || !isLowSurrogate(text, index + 1)) throw loneSurrogate(index)
      const point = 0x1_0000 + ((unit & 0x3ff) << 10) + (text.charCodeAt(++index) & 0x3ff)
      target[at++] = 0xf0 | (point >> 18)
      target[at++] = 0x80 | ((point >> 12) & 0x3f)
      target[at++] = 0x80 | ((point >> 6) & 0x3f)
      target[at++] = 0x80 | (point & 0x3f)
    }
  }
  return at
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}

function loneSurrogate(at: number): TorsorError {
  return new TorsorError('value-not-storable', `A string with a lone surrogate (at ${at}) has no UTF-8 form`, { data: { at } })
}

/** String.fromCharCode takes its units as arguments, of which engines allow only so many. */
const CHUNK = 4096

/**
 * The string that the bytes from `start` to `end` spell. Refuses (`bytes-malformed`) what is not well-formed UTF-8:
 * overlong forms, surrogates, anything beyond U+10FFFF, truncated sequences.
 */
export function decodeUtf8(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  const units: number[] = []
  let text = ''
  let at = start
  while (at < end) {
    const first = bytes[at] as number
    if (first < 0x80) {
      units.push(first)
      at++
    } else {
      const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
      if (first < 0xc2 || first > 0xf4 || at + length > end) throw malformed(at)
      let point = first & (0x7f >> length)
      for (let next = 1; next < length; next++) {
        const continuation = bytes[at + next] as number
        if ((continuation & 0xc0) !== 0x80) throw malformed(at)
        point = (point << 6) | (continuation & 0x3f)
      }
      const overlong = (length === 3 && point < 0x800) || (length === 4 && point < 0x1_0000)
      if (overlong || point > 0x10_ffff || (point >= 0xd800 && point <= 0xdfff)) throw malformed(at)
      if (point < 0x1_0000) units.push(point)
      else units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff))
      at += length
    }
    if (units.length >= CHUNK) {
      text += String.fromCharCode(...units)
      units.length = 0
    }
  }
  return text + String.fromCharCode(...units)
}

function malformed(offset: number): TorsorError {
  return new TorsorError('bytes-malformed', `Not well-formed UTF-8 at byte ${offset}`, { data: { offset, what: 'utf-8' } })
}
