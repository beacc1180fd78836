import { utf8Length } from '../../order/utf8.js'
import { notStorable } from '../../value/not-storable.js'
import { isWellFormed } from '../../value/well-formed.js'
import { notTaken } from './refusals.js'

/** Ids of records and elements of sets and tallies take at most this many bytes of UTF-8. */
const maxKeyBytes = 1024

/** Checks what is to be a record's id or an element. */
export function checkKey(key: unknown, path: string): asserts key is string {
  if (typeof key !== 'string') throw notTaken(path, 'a string', key)
  if (!isWellFormed(key)) throw notStorable(path, 'the string holds an unpaired surrogate, which has no UTF-8')
  if (utf8Length(key) > maxKeyBytes) throw notStorable(path, `a key takes at most ${maxKeyBytes} bytes of UTF-8`)
}
