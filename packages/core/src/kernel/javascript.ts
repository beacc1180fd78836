import { checkCapacity, createCheckedKernel } from './checked.js'
import type { Kernel } from './kernel.js'
import { combineWords, indicesExceed, reduceWords, scatterWords } from './loops.js'

/** The kernel for where there is no WASM. `bytes` is how much it can allocate in all. */
export function createJavaScriptKernel(bytes: number): Kernel {
  const capacity = checkCapacity(bytes)
  return createCheckedKernel(
    {
      name: 'javascript',
      memory: new ArrayBuffer(capacity),
      reduce: reduceWords,
      combine: combineWords,
      scatter: (algebra, file, indices, words) => scatterWords(algebra, file, indices, words, indices.length),
      exceeds: indicesExceed,
    },
    capacity,
  )
}
