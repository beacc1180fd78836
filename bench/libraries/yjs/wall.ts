import type { Wall } from '../library.js'
import { createDoc, type Encoding } from './encoding.js'

/** A Y.Map from the register's number to a bigint, which Yjs encodes as eight bytes. */
export function createWall(encoding: Encoding, registers: readonly bigint[]): Wall {
  const writer = createDoc(0)
  const reader = createDoc(1)
  const written = writer.getMap<bigint>('wall')
  writer.transact(() => registers.forEach((value, register) => written.set(String(register), value)))
  encoding.apply(reader, encoding.encode(writer))
  const shown = reader.getMap<bigint>('wall')
  return {
    tick: (changes) =>
      encoding.updateOf(writer, () => {
        for (const { register, after } of changes) written.set(String(register), BigInt.asIntN(64, after))
      }),
    receive: (message) => encoding.apply(reader, message),
    read: (register) => BigInt.asUintN(64, shown.get(String(register)) ?? 0n),
  }
}
