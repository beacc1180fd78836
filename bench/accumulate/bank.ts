import type { Kernel } from '@torsor/core/kernel'
import type { Share } from './deal.js'
import { algebras, REGISTERS, type AlgebraName, type Target } from './workload.js'

/** An accumulator that sees only its share. */
export interface Bank {
  /** Accumulates the share from nothing. */
  accumulate(algebra: AlgebraName, target: Target): void
  /** A copy of what that came to. */
  value(target: Target): Int32Array
}

/** Makes a kernel of that many bytes. */
export type CreateKernel = (bytes: number) => Kernel

export function createBank(createKernel: CreateKernel, share: Share): Bank {
  const count = share.indices.length
  const kernel = createKernel(count * 12 + (REGISTERS + 1) * 8 + 64)
  const words = kernel.allocateWords(count)
  const indices = kernel.allocateIndices(count)
  words.set(share.words)
  indices.set(share.indices)
  const held = { register: kernel.allocateWords(1), file: kernel.allocateWords(REGISTERS) }
  return {
    accumulate(name, target) {
      const into = held[target].fill(0)
      if (target === 'register') kernel.reduce(algebras[name], into, words)
      else kernel.scatter(algebras[name], into, indices, words)
    },
    value: (target) => held[target].slice(),
  }
}
