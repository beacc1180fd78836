import { Model, Patch, s } from 'json-joy/lib/json-crdt'
import type { Wall } from '../library.js'
import { patchOf, sessionId } from './model.js'

/**
 * An object from the register's number to a constant. (A vector would be shorter, but version 17's binary patches do not
 * read back indices beyond 63.)
 */
export function createWall(registers: readonly bigint[]): Wall {
  const constants = Object.fromEntries(registers.map((value, register) => [String(register), s.con(value)]))
  const writer = Model.create(s.obj({ wall: s.obj(constants) }), sessionId(0)) as unknown as Model
  writer.api.flush()
  const reader = Model.load(writer.toBinary(), sessionId(1)) as unknown as Model
  return {
    tick: (changes) =>
      patchOf(writer, () => {
        writer.api.obj(['wall']).set(Object.fromEntries(changes.map(({ register, after }) => [String(register), s.con(after)])))
      }).toBinary(),
    receive: (message) => {
      reader.applyPatch(Patch.fromBinary(message))
    },
    // A number where it is a small one.
    read: (register) => BigInt((reader.api.obj(['wall']).view() as Record<string, number | bigint>)[String(register)] ?? 0),
  }
}
