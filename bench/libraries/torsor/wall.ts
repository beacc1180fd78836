import { Algebra, applyDelta, columnId, createDelta, createState, decodeDelta, encodeDelta, type Delta, type WordMap } from '@torsor/core'
import { accumulate, createRegisterPair, load, type RegisterAlgebra, swap } from '@torsor/core/kernel'
import { decodeFrame, encodeFrame } from '@torsor/protocol'
import type { Wall, WallFormat } from '../library.js'

/** A table of words; what is sent is the relay's whole message. */
function createWall(algebra: RegisterAlgebra, registers: readonly bigint[]): Wall {
  const table = columnId('words:wall', algebra)
  const writer = createRegisterPair(algebra, registers.length)
  const reader = createState()
  registers.forEach((value, register) => accumulate(writer, register, value))
  applyDelta(reader, deltaOf(table, swap(writer)))
  registers.forEach((value, register) => load(writer, register, value))
  return {
    tick: (changes) => {
      for (const { register, before, after } of changes) {
        accumulate(writer, register, algebra === Algebra.sum ? BigInt.asUintN(64, after - before) : after ^ before)
      }
      const bytes = encodeDelta(deltaOf(table, swap(writer)))
      return encodeFrame([{ type: 'deltas', handle: 0, span: 1, bytes }])
    },
    receive: (frame) => {
      for (const message of decodeFrame(frame, 'down')) {
        if (message.type !== 'deltas') throw new Error(`A tick came as ${message.type}.`)
        applyDelta(reader, decodeDelta(message.bytes))
      }
    },
    read: (register) => reader.delta.words.get(table)?.get(register) ?? 0n,
  }
}

function deltaOf(table: ReturnType<typeof columnId>, words: WordMap): Delta {
  const delta = createDelta()
  delta.words.set(table, words)
  return delta
}

export const wallFormats: readonly WallFormat[] = [
  { variant: 'sum', create: (registers) => createWall(Algebra.sum, registers) },
  { variant: 'xor', create: (registers) => createWall(Algebra.xor, registers) },
]
