import * as A from '@automerge/automerge'
import type { Wall } from '../library.js'
import { actorId } from './actor.js'

interface Registers extends Record<string, unknown> {
  wall: bigint[]
}

/** A list of integers, each assigned by its index. */
export function createWall(registers: readonly bigint[]): Wall {
  let writer = A.from<Registers>({ wall: [...registers] }, actorId(0))
  let reader = A.load<Registers>(A.save(writer), actorId(1))
  return {
    tick: (changes) => {
      writer = A.change(writer, (draft) => {
        for (const { register, after } of changes) draft.wall[register] = after
      })
      const change = A.getLastLocalChange(writer)
      if (change === undefined) throw new Error('A change without its bytes.')
      return change
    },
    receive: (message) => {
      ;[reader] = A.applyChanges(reader, [message])
    },
    // A number where it is a safe integer.
    read: (register) => BigInt(reader.wall[register] ?? 0),
  }
}
