import { createJavaScriptKernel, createKernel, createWasmKernel, type Kernel } from '@torsor/core/kernel'
import { afterEach, expect, test, vi } from 'vitest'
import { runs } from '../arbitrary/runs.js'
import { checkCapacity } from '../../src/kernel/checked.js'
import { kernelContract } from './contract.js'

kernelContract('javascript', createJavaScriptKernel, runs())
kernelContract('wasm', wasm, runs())

// Their own properties are not enumerable.
const platform = { Module: WebAssembly.Module, Memory: WebAssembly.Memory, Instance: WebAssembly.Instance }

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

async function chosenWith(globals: Record<string, unknown>): Promise<string> {
  vi.resetModules()
  // Each time only these are missing.
  vi.unstubAllGlobals()
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
  const { createKernel } = await import('../../src/kernel/index.js')
  return createKernel(64).name
}

test('[CO113] the kernel is WASM where there is WASM', () => {
  expect(createKernel(64).name).toBe('wasm')
})

test('[CO113] and JavaScript where WASM is missing, does not compile or finds no memory', async () => {
  function Refused(): never {
    throw new Error('Refused to compile')
  }
  expect(await chosenWith({})).toBe('wasm')
  expect(await chosenWith({ WebAssembly: undefined })).toBe('javascript')
  expect(await chosenWith({ atob: undefined })).toBe('javascript')
  expect(await chosenWith({ WebAssembly: { ...platform, Module: Refused } })).toBe('javascript')
  expect(await chosenWith({ WebAssembly: { ...platform, Memory: Refused } })).toBe('javascript')
})

test('[CO113] and JavaScript where WASM was there and is not any more', async () => {
  vi.resetModules()
  const { createKernel } = await import('../../src/kernel/index.js')
  expect(createKernel(64).name).toBe('wasm')
  vi.stubGlobal('WebAssembly', undefined)
  expect(createKernel(64).name).toBe('javascript')
})

test('[CO112] a kernel has 2^30 bytes at most', () => {
  expect(checkCapacity(2 ** 30)).toBe(2 ** 30)
  for (const bytes of [2 ** 30 + 1, -1, 0.5, Number.NaN]) expect(() => checkCapacity(bytes)).toThrow(RangeError)
})

test('[CO113] WASM is compiled once, and not before a kernel is asked for', async () => {
  let compiled = 0
  class Counted extends platform.Module {
    constructor(bytes: BufferSource) {
      super(bytes)
      compiled++
    }
  }
  vi.resetModules()
  vi.stubGlobal('WebAssembly', { ...platform, Module: Counted })
  const { createKernel } = await import('../../src/kernel/index.js')
  expect(compiled).toBe(0)
  expect(createKernel(64).name).toBe('wasm')
  expect(createKernel(64).name).toBe('wasm')
  expect(compiled).toBe(1)
})

function wasm(bytes: number): Kernel {
  const kernel = createWasmKernel(bytes)
  if (kernel === undefined) throw new Error('There is no WASM here')
  return kernel
}
