import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Algebra } from '@torsor/core'
import { createJavaScriptKernel, type Kernel } from '@torsor/core/kernel'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { run, type Launcher } from '../accumulate/node/main.js'
import { splitmix64 } from '../accumulate/splitmix64.js'

const command = fileURLToPath(new URL('../accumulate/run.mjs', import.meta.url))
const EQUAL = /^All [\d,]+ merges of all banks, orders and algebras are byte-identical and equal to the BigInt oracle\.$/

interface Result {
  readonly code: number
  readonly lines: readonly string[]
}

function abench(args: readonly string[], node: readonly string[] = []): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...node, command, ...args], (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 0
      resolve({ code, lines: `${stdout}${stderr}`.trim().split('\n') })
    })
  })
}

describe('the command', () => {
  test.each([[[]], [['--workers']]])('accumulates in banks, merges them in every order, and ends with 0 %j', async (options) => {
    const { code, lines } = await abench(['257', '0x5EED', '--milliseconds=1', ...options])
    expect(lines.at(-1)).toMatch(EQUAL)
    expect(code).toBe(0)
    const value = splitmixSum(257, 0x5eedn)
    expect(lines.filter((line) => line.includes(`0x${value.toString(16).padStart(16, '0')}`))).toHaveLength(2 * 2 * 4)
  })

  // V8 has no SIMD for WASM without SSE 4.1.
  test.runIf(process.arch === 'x64')('[CO113] goes on in JavaScript where there is no SIMD', async () => {
    const { code, lines } = await abench(['65', '--milliseconds=1'], ['--no-enable-sse4-1'])
    expect(lines).toContain('There is no WASM with SIMD here.')
    expect(lines.at(-1)).toMatch(EQUAL)
    expect(code).toBe(0)
  })

  test('says what a folded change costs', async () => {
    const { code, lines } = await abench(['--fold', '--milliseconds=1'])
    expect(lines.at(-1)).toBe('All ways come to the same words.')
    expect(code).toBe(0)
  })

  test('refuses what it cannot run, says why, and ends with 2', async () => {
    const { code, lines } = await abench(['many'])
    expect(lines[0]).toBe('count is an integer from 1 to 16777216, not "many"')
    expect(code).toBe(2)
  })
})

describe('run', () => {
  const launcher: Launcher = { bank: new URL('file:///nowhere'), inBrowsers: async () => true }

  function silence(): readonly string[] {
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
    const error = vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line))
    onTestFinished(() => {
      log.mockRestore()
      error.mockRestore()
    })
    return lines
  }

  const faults: Record<string, (kernel: Kernel) => Partial<Kernel>> = {
    'a merge that drops the carry at bit 31': (kernel) => ({
      combine(algebra, file, other) {
        if (algebra === Algebra.xor) return kernel.combine(algebra, file, other)
        for (let at = 0; at < file.length; at++) file[at] = (file[at] ?? 0) + (other[at] ?? 0)
      },
    }),
    'a merge that depends on the order': (kernel) => ({
      combine(algebra, file, other) {
        kernel.combine(algebra, file, other)
        if ((file[0] ?? 0) > (other[0] ?? 0)) file[0] = (file[0] ?? 0) + 1
      },
    }),
    'an accumulation that loses the last delta': (kernel) => ({
      scatter: (algebra, file, indices, words) => kernel.scatter(algebra, file, indices.subarray(1), words.subarray(2)),
    }),
  }

  test.each(Object.keys(faults))('finds %s, and ends with 1', async (name) => {
    const lines = silence()
    const subject = (bytes: number): Kernel => {
      const kernel = createJavaScriptKernel(bytes)
      return { ...kernel, ...faults[name]?.(kernel) }
    }
    const code = await run(['65', '9', '--milliseconds=1'], { ...launcher, kernels: { subject } })
    expect(lines.at(-1)).toMatch(/^DIFFERENT: \d+ differences/)
    expect(code).toBe(1)
  })

  test('ends with 1 when a browser finds a difference', async () => {
    silence()
    expect(await run(['--browser'], { ...launcher, inBrowsers: async () => false })).toBe(1)
    expect(await run(['--browser=firefox'], { ...launcher, inBrowsers: async ({ browsers }) => browsers.join() === 'firefox' })).toBe(0)
  })

  test.each([
    [['0'], /^count/],
    [['16777217'], /^count/],
    [['1.5'], /^count/],
    [['5', '0x10000000000000000'], /^seed/],
    [['5', 'DEADBEEF'], /^seed/],
    [['5', '-1'], /^There is no option -1/],
    [['5', '6', '7'], /^Too many arguments: 7/],
    [['--browser=lynx'], /^There is no option --browser=lynx/],
    [['--workers=3'], /^There is no option --workers=3/],
    [['--milliseconds=0'], /^--milliseconds/],
  ])('%j is refused', async (args, reason) => {
    const lines = silence()
    expect(await run(args, launcher)).toBe(2)
    expect(lines[0]).toMatch(reason)
  })
})

test('splitmix64 is the published generator', () => {
  expect([0, 1, 2, 3, 4].map((index) => splitmix64(1_234_567n, index))).toEqual([
    6_457_827_717_110_365_317n,
    3_203_168_211_198_807_973n,
    9_817_491_932_198_370_423n,
    4_593_380_528_125_082_431n,
    16_408_922_859_458_223_821n,
  ])
})

function splitmixSum(count: number, seed: bigint): bigint {
  let sum = 0n
  for (let at = 0; at < count; at++) sum += splitmix64(seed, at)
  return BigInt.asUintN(64, sum)
}
