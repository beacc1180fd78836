import { assembledBase64 } from './assembled.js'
import { checkCapacity, createCheckedKernel } from './checked.js'
import type { Kernel, RegisterAlgebra } from './kernel.js'

/** What words.wat exports; addresses in bytes. */
interface Exports {
  readonly reduce: (algebra: RegisterAlgebra, register: number, words: number, count: number) => void
  readonly combine: (algebra: RegisterAlgebra, file: number, other: number, count: number) => void
  readonly scatter: (algebra: RegisterAlgebra, file: number, indices: number, words: number, count: number) => void
  readonly exceeds: (indices: number, count: number, length: number) => number
}

/** The part of the platform that core uses and its language library does not declare; either may be missing. */
interface Platform {
  readonly atob?: (base64: string) => string
  readonly WebAssembly?: {
    readonly Module: new (bytes: Uint8Array) => object
    readonly Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
    readonly Instance: new (module: object, imports: { kernel: { memory: object } }) => { readonly exports: object }
  }
}

const PAGE_BYTES = 65_536

/** Null once it is known that this environment compiles none. Where it can, compiling takes less than a millisecond. */
let compiled: object | null | undefined

function compile({ atob, WebAssembly }: Platform): object | null {
  if (atob === undefined || WebAssembly === undefined) return null
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(assembledBase64), (byte) => byte.charCodeAt(0)))
  } catch {
    // A Content Security Policy without 'wasm-unsafe-eval', or an engine without SIMD.
    return null
  }
}

/** The kernel in WASM SIMD, or undefined where that is not to be had. `bytes` is how much it can allocate in all. */
export function createWasmKernel(bytes: number): Kernel | undefined {
  const capacity = checkCapacity(bytes)
  const platform = globalThis as Platform
  if (compiled === undefined) compiled = compile(platform)
  if (compiled === null || platform.WebAssembly === undefined) return undefined
  const { Memory, Instance } = platform.WebAssembly
  const pages = Math.ceil(capacity / PAGE_BYTES)
  let memory: { readonly buffer: ArrayBuffer }
  try {
    memory = new Memory({ initial: pages, maximum: pages })
  } catch {
    // Engines reserve gigabytes of addresses for each memory, and run out of them long before they run out of memory.
    return undefined
  }
  const run = new Instance(compiled, { kernel: { memory } }).exports as Exports
  return createCheckedKernel(
    {
      name: 'wasm',
      memory: memory.buffer,
      reduce: (algebra, register, words) => run.reduce(algebra, register.byteOffset, words.byteOffset, words.length / 2),
      combine: (algebra, file, other) => run.combine(algebra, file.byteOffset, other.byteOffset, file.length / 2),
      scatter: (algebra, file, indices, words) =>
        run.scatter(algebra, file.byteOffset, indices.byteOffset, words.byteOffset, indices.length),
      exceeds: (indices, length) => run.exceeds(indices.byteOffset, indices.length, length) !== 0,
    },
    capacity,
  )
}
