import { createJavaScriptKernel } from './javascript.js'
import type { Kernel } from './kernel.js'
import { createWasmKernel } from './wasm.js'

export { createJavaScriptKernel } from './javascript.js'
export type { Kernel, RegisterAlgebra } from './kernel.js'
export { createWasmKernel } from './wasm.js'
export { accumulateBatch } from '../register/batch.js'
export { accumulate, accumulateWords, createRegisterPair, load, loadWords, read, swap } from '../register/register-pair.js'
export type { RegisterPair } from '../register/register-pair.js'

/** The fastest kernel to be had here: WASM SIMD, or JavaScript. `bytes` is how much it can allocate in all, up to 2^30. */
export function createKernel(bytes: number): Kernel {
  return createWasmKernel(bytes) ?? createJavaScriptKernel(bytes)
}
