import type { Reader } from '../../frame/reader.js'
import type { Writer } from '../../frame/writer.js'

/** How one field of a message is written. `shape` names the bytes it makes and the bounds it keeps: the wire lock hashes it. */
export interface Field<T> {
  readonly shape: string
  write(writer: Writer, value: T): void
  read(reader: Reader): T
}
