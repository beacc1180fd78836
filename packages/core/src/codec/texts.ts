import { utf8Length, writeUtf8, decodeUtf8 } from '../order/utf8.js'
import { TorsorError } from '../errors.js'
import { CELL_COST, MAX_KEY_BYTES } from './limits.js'
import { readList, writeList } from './lists.js'
import type { Reader } from '../bytes/reader.js'
import type { Writer } from '../bytes/writer.js'

/** The lengths of all, then the UTF-8 of all. */
export function writeTexts(writer: Writer, texts: readonly string[]): void {
  writeList(writer, texts.map(utf8Length))
  for (const text of texts) writer.text(text)
}

export function readTexts(reader: Reader, count: number): string[] {
  if (count === 1) {
    const length = reader.unsigned()
    reader.charge(length)
    return [reader.text(length)]
  }
  const lengths = readList(reader, count)
  let total = 0
  for (let at = 0; at < count; at++) total += lengths[at] as number
  reader.charge(total)
  return split(reader, reader.bytes, reader.skip(total), total, lengths)
}

/** One call to the engine's decoder for all where each byte is a character, as mostly. */
function split(reader: Reader, bytes: Uint8Array, start: number, total: number, lengths: readonly number[]): string[] {
  const texts: string[] = []
  try {
    const whole = decodeUtf8(bytes, start, start + total)
    let at = 0
    for (const length of lengths) {
      texts.push(whole.length === total ? whole.slice(at, at + length) : decodeUtf8(bytes, start + at, start + at + length))
      at += length
    }
  } catch {
    throw reader.malformed('not UTF-8')
  }
  return texts
}

/**
 * Strings in strictly ascending order of their UTF-8 bytes, front-coded: how many bytes each shares with the one before
 * (not for the first), how many follow, and those that follow. Throws `too-large` for a key that no decoder would take.
 */
export function writeKeys(writer: Writer, keys: readonly string[]): void {
  const shared: number[] = []
  const rest: number[] = []
  const lengths = keys.map(utf8Length)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  const suffixes: Uint8Array[] = []
  let before = 0
  let start = 0
  for (const [at, key] of keys.entries()) {
    const length = lengths[at] as number
    if (length > MAX_KEY_BYTES)
      throw new TorsorError('too-large', `A key of ${length} bytes: at most ${MAX_KEY_BYTES} are allowed`, {
        data: { length, limit: MAX_KEY_BYTES },
      })
    const end = writeUtf8(key, bytes, start)
    let prefix = 0
    if (at > 0) {
      const most = Math.min(length, start - before)
      while (prefix < most && bytes[before + prefix] === bytes[start + prefix]) prefix++
      shared.push(prefix)
    }
    rest.push(length - prefix)
    suffixes.push(bytes.subarray(start + prefix, end))
    before = start
    start = end
  }
  writeList(writer, shared)
  writeList(writer, rest)
  for (const suffix of suffixes) writer.bytes(suffix)
}

/** Refuses keys out of order, twice, longer than `maxKeyBytes`, with a shorter prefix than they share, or not UTF-8. */
export function readKeys(reader: Reader, count: number, maxKeyBytes: number): string[] {
  if (count === 1) {
    // The usual packet: no list at all.
    const length = reader.unsigned()
    if (length > maxKeyBytes) throw keyTooLong(reader)
    reader.charge(length + CELL_COST)
    return [reader.text(length)]
  }
  const shared = readList(reader, Math.max(0, count - 1))
  const rest = readList(reader, count)
  let total = 0
  const lengths: number[] = []
  for (let at = 0; at < count; at++) {
    const prefix = at === 0 ? 0 : (shared[at - 1] as number)
    const length = prefix + (rest[at] as number)
    if (length > maxKeyBytes || (at > 0 && prefix > (lengths[at - 1] as number))) throw keyTooLong(reader)
    reader.charge(length + CELL_COST)
    lengths.push(length)
    total += length
  }
  const source = reader.bytes
  const bytes = new Uint8Array(total)
  let before = 0
  let start = 0
  for (let at = 0; at < count; at++) {
    const following = rest[at] as number
    const prefix = (lengths[at] as number) - following
    const from = reader.skip(following)
    // By hand: most keys are shorter than a call out of the engine is long.
    for (let next = 0; next < prefix; next++) bytes[start + next] = bytes[before + next] as number
    for (let next = 0; next < following; next++) bytes[start + prefix + next] = source[from + next] as number
    // Strictly greater where it departs from the one before: sorted, distinct, and the prefix is all they share.
    if (at > 0 && (following === 0 || (before + prefix < start && (bytes[start + prefix] as number) <= (bytes[before + prefix] as number))))
      throw reader.malformed('keys out of order')
    before = start
    start += prefix + following
  }
  return split(reader, bytes, 0, total, lengths)
}

function keyTooLong(reader: Reader): TorsorError {
  return reader.malformed('a key longer than the limit')
}
