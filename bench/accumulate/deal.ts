import { splitmix64 } from './splitmix64.js'
import type { Workload } from './workload.js'

/** What one bank sees. */
export interface Share {
  readonly words: Int32Array
  readonly indices: Uint32Array
}

/** How deltas are dealt to banks. `skewed`: half of them to the first bank, half of the rest to the next, and so on. */
export const dealings = ['round robin', 'blocks', 'random', 'skewed'] as const
export type Dealing = (typeof dealings)[number]

export function deal(workload: Workload, banks: number, dealing: Dealing, seed: bigint): readonly Share[] {
  const { count, words, indices } = workload
  const owners = new Uint8Array(count)
  const sizes = Array.from({ length: banks }, () => 0)
  for (let at = 0; at < count; at++) {
    const owner = ownerOf(at, count, banks, dealing, seed)
    owners[at] = owner
    sizes[owner] = (sizes[owner] ?? 0) + 1
  }
  return sizes.map((size, bank) => {
    const share = { words: new Int32Array(size * 2), indices: new Uint32Array(size) }
    for (let at = 0, next = 0; next < size; at++) {
      if (owners[at] !== bank) continue
      share.words.set(words.subarray(at * 2, at * 2 + 2), next * 2)
      share.indices[next++] = indices[at] ?? 0
    }
    return share
  })
}

function ownerOf(at: number, count: number, banks: number, dealing: Dealing, seed: bigint): number {
  switch (dealing) {
    case 'round robin':
      return at % banks
    case 'blocks':
      return Math.floor((at * banks) / count)
    case 'random':
      return Number(splitmix64(~seed, at) % BigInt(banks))
    case 'skewed':
      return Math.min(banks - 1, Math.clz32(Number(splitmix64(~seed, at) & 0xffff_ffffn)))
  }
}
