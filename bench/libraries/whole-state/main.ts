import { runChild } from '../../harness/child.js'
import type { Wall } from '../library.js'

/** No library: all registers as they are, eight bytes each. */
function createWall(registers: readonly bigint[]): Wall {
  const written = BigUint64Array.from(registers)
  let shown = BigUint64Array.from(registers)
  return {
    tick: (changes) => {
      for (const { register, after } of changes) written[register] = after
      return new Uint8Array(written.slice().buffer)
    },
    receive: (message) => {
      shown = new BigUint64Array(message.slice().buffer)
    },
    read: (register) => shown[register] ?? 0n,
  }
}

runChild({
  name: 'whole state',
  walls: [{ variant: '', create: createWall }],
  maps: [],
  records: [],
  documents: [],
  counters: [],
  pairs: [],
})
