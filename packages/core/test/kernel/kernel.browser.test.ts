import { createJavaScriptKernel, createKernel, createWasmKernel, type Kernel } from '@torsor/core/kernel'
import { expect, test } from 'vitest'
import { kernelContract } from './contract.js'
import { chosenInPage, chosenInWorker } from './policy.js'

const runs = { numRuns: 300, seed: 20_240_117 }

kernelContract('javascript', createJavaScriptKernel, runs)
kernelContract('wasm', wasm, runs)

test('[CO113] the kernel is WASM where no policy forbids it', () => {
  expect(createKernel(64).name).toBe('wasm')
})

const barred = "script-src 'self' 'unsafe-inline' blob:"

test.each([
  ['bars it', barred, 'javascript'],
  ['allows it', `${barred} 'wasm-unsafe-eval'`, 'wasm'],
])('[CO113] under a Content Security Policy that %s, in a page and in a worker', async (_, policy, name) => {
  expect(await chosenInPage(policy)).toBe(name)
  expect(await chosenInWorker(policy)).toBe(name)
})

function wasm(bytes: number): Kernel {
  const kernel = createWasmKernel(bytes)
  if (kernel === undefined) throw new Error('There is no WASM here')
  return kernel
}
