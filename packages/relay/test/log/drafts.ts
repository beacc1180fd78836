import type { Draft } from '../../src/log/index.js'
import { nodeWorld } from '../../src/world/index.js'
import type { RelayWorld } from '../../src/world/index.js'

let counter = 0
export const world: RelayWorld = {
  ...nodeWorld,
  /** Distinct, reproducible within a run. */
  random: (length) => {
    const bytes = new Uint8Array(length)
    new DataView(bytes.buffer).setUint32(0, ++counter)
    return bytes
  },
}

export const replica = (number: number): string => number.toString(16).padStart(16, '0')

export function draft(id: string, from: number, to: number = from, fields: Partial<Draft> = {}): Draft {
  return { id, from, to, kind: 'packet', bytes: Uint8Array.of(from, to), principal: 'ann', origin: null, ...fields }
}
