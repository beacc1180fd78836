import { decodeUtf8, utf8Length, writeUtf8 } from '../order/utf8.js'
import { TorsorError } from '../errors.js'
import { Integers } from './integers/integers.js'
import { readIntegers, writeIntegers } from './integers/stream.js'
import { CELL_COST, MAX_KEY_BYTES } from './limits.js'
import type { Reader } from './reader.js'
import type { Writer } from './writer.js'

/**
 * Strings in strictly ascending order of their UTF-8 bytes, front-coded: how many bytes each shares with the one before
 * (not for the first), how many follow, and those that follow. Throws `too-large` for a key that no decoder would take.
 */
export function writeKeys(writer: Writer, keys: readonly string[]): void {
  const shared = new Integers(keys.length)
  const rest = new Integers(keys.length)
  const suffixes: Uint8Array[] = []
  let previous = new Uint8Array(0)
  for (const [at, key] of keys.entries()) {
    const length = utf8Length(key)
    if (length > MAX_KEY_BYTES)
      throw new TorsorError('too-large', `A key of ${length} bytes: at most ${MAX_KEY_BYTES} are allowed`, {
        data: { length, limit: MAX_KEY_BYTES },
      })
    const bytes = new Uint8Array(length)
    writeUtf8(key, bytes, 0)
    const prefix = sharedPrefix(previous, bytes)
    if (at > 0) shared.pushSafe(prefix)
    rest.pushSafe(length - prefix)
    suffixes.push(bytes.subarray(prefix))
    previous = bytes
  }
  writeIntegers(writer, shared, false)
  writeIntegers(writer, rest, false)
  for (const suffix of suffixes) writer.bytes(suffix)
}

/** Refuses keys out of order, twice, longer than `maxKeyBytes`, with a shorter prefix than they share, or not UTF-8. */
export function readKeys(reader: Reader, count: number, maxKeyBytes: number): string[] {
  const shared = readIntegers(reader, Math.max(0, count - 1), false)
  const rest = readIntegers(reader, count, false)
  const keys: string[] = []
  const key = new Uint8Array(maxKeyBytes)
  let length = 0
  for (let at = 0; at < count; at++) {
    const prefix = at === 0 ? 0 : shared.safe(at - 1)
    const following = rest.safe(at)
    if (prefix > length || prefix + following > maxKeyBytes) throw reader.malformed('a key longer than the limit')
    const suffix = reader.take(following)
    // Strictly greater where it departs from the one before: sorted, distinct, and the prefix is all they share.
    if (at > 0 && (following === 0 || (prefix < length && (suffix[0] as number) <= (key[prefix] as number))))
      throw reader.malformed('keys out of order')
    key.set(suffix, prefix)
    length = prefix + following
    reader.charge(length + CELL_COST)
    keys.push(readUtf8(reader, key, length))
  }
  return keys
}

function readUtf8(reader: Reader, bytes: Uint8Array, length: number): string {
  try {
    return decodeUtf8(bytes, 0, length)
  } catch {
    throw reader.malformed('a key that is not UTF-8')
  }
}

function sharedPrefix(first: Uint8Array, second: Uint8Array): number {
  const length = Math.min(first.length, second.length)
  let at = 0
  while (at < length && first[at] === second[at]) at++
  return at
}
