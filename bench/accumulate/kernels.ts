import { createJavaScriptKernel, createWasmKernel, type Kernel } from '@torsor/core/kernel'
import type { CreateKernel } from './bank.js'

/** Kernels by name. */
export type Kernels = Readonly<Record<string, CreateKernel>>

/** The kernels to be had here. */
export function kernelsHere(): Kernels {
  const fallback = { javascript: createJavaScriptKernel }
  return createWasmKernel(0) === undefined ? fallback : { wasm: createWasm, ...fallback }
}

function createWasm(bytes: number): Kernel {
  const kernel = createWasmKernel(bytes)
  if (kernel === undefined) throw new Error(`There is no memory for a WASM kernel of ${bytes} bytes`)
  return kernel
}
