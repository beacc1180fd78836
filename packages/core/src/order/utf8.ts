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

/** What every engine has, and the libraries of types that know no engine do not. */
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { decode(bytes: Uint8Array): string }

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Up to here units by hand are faster than a call out of the engine. */
const SHORT = 24

/** The string that the bytes from `start` to `end` spell. Refuses (`bytes-malformed`) what is not well-formed UTF-8. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  if (end - start <= SHORT && isAscii(bytes, start, end)) return ascii(bytes, start, end)
  try {
    return decoder.decode(bytes.subarray(start, end))
  } catch {
    throw new TorsorError('bytes-malformed', 'not well-formed UTF-8', { data: { offset: start, what: 'utf-8' } })
  }
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let bits = 0
  for (let at = start; at < end; at++) bits |= bytes[at] as number
  return bits < 0x80
}

/** Several units to a call: every concatenation makes a string. */
function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  let at = start
  for (; end - at >= 4; at += 4)
    text += String.fromCharCode(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number, bytes[at + 3] as number)
  for (; at < end; at++) text += String.fromCharCode(bytes[at] as number)
  return text
}
