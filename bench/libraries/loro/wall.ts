import type { Wall } from '../library.js'
import { createDoc, updateOf } from './doc.js'

/** A map from the register's number to its eight bytes: Loro's integers come from JavaScript numbers, which cannot hold 64 bits. */
export function createWall(registers: readonly bigint[]): Wall {
  const writer = createDoc(0)
  const reader = createDoc(1)
  const written = writer.getMap('wall')
  registers.forEach((value, register) => written.set(String(register), bytesOf(value)))
  writer.commit()
  reader.import(writer.export({ mode: 'snapshot' }))
  return {
    tick: (changes) =>
      updateOf(writer, () => {
        for (const { register, after } of changes) written.set(String(register), bytesOf(after))
      }),
    receive: (message) => {
      reader.import(message)
    },
    read: (register) => {
      const bytes = reader.getMap('wall').get(String(register)) as Uint8Array
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0)
    },
  }
}

function bytesOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value)
  return bytes
}
