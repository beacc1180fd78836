import type { Wall } from '../library.js'
import { applyUpdate, createStore, encodeStore, openStore, updateOf } from './store.js'

/** Keyed values. A value is a number, a string or a boolean, and no number holds 64 bits: a text to the base 36 does. */
export function createWall(registers: readonly bigint[]): Wall {
  const writer = createStore(0)
  writer.transaction(() => registers.forEach((value, register) => writer.setValue(String(register), textOf(value))))
  const reader = openStore(1, encodeStore(writer))
  return {
    tick: (changes) => updateOf(writer, () => changes.forEach(({ register, after }) => writer.setValue(String(register), textOf(after)))),
    receive: (message) => applyUpdate(reader, message),
    read: (register) =>
      [...(reader.getValue(String(register)) as string)].reduce((value, digit) => value * 36n + BigInt(parseInt(digit, 36)), 0n),
  }
}

function textOf(value: bigint): string {
  return value.toString(36)
}
