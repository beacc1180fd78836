import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSame } from '../../src/view/index.js'

const runs = Number(process.env['TORSOR_RUNS'] ?? 1000)

// Keys in one order: in which they are is part of what is compared.
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    fc.constantFrom(null, undefined, true, false, 0, -0, 1, Number.NaN, 1n, '', 'x'),
    fc.array(tie('any'), { maxLength: 2 }),
    fc.record({ a: tie('any'), b: tie('any') }, { requiredKeys: [] }),
    fc.array(fc.tuple(fc.constantFrom('x', 'y'), tie('any')), { maxLength: 2 }).map((entries) => new Map(entries)),
    fc.uint8Array({ max: 1, maxLength: 2 }),
    fc.constantFrom('m', 'n').map((message) => new Error(message)),
  ),
})).any

/** A value as text, in which everything is that may differ. */
function spelled(value: unknown): string {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : `${typeof value} ${String(value)}`
  if (value instanceof Error) return `error ${value.message}`
  const name = Object.prototype.toString.call(value)
  const parts: readonly unknown[] = value instanceof Map || value instanceof Uint8Array ? [...value] : Object.entries(value).flat()
  return `${name}(${parts.map(spelled).join()})`
}

describe('sameness', () => {
  it('[CO83] is that of kind and content, however deep', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(isSame(a, b)).toBe(spelled(a) === spelled(b))
        expect(isSame(a, structuredClone(a))).toBe(true)
        expect(isSame([a], [structuredClone(a)])).toBe(true)
        expect(isSame([a, a], [structuredClone(a)])).toBe(false)
      }),
      { numRuns: runs },
    )
  })

  it('[CO83] is not that of two things that hold nothing', () => {
    const nothings: readonly unknown[] = [null, undefined, [], {}, new Map(), new Uint8Array(), new Error('')]
    for (const a of nothings) expect(nothings.filter((b) => isSame(a, b))).toStrictEqual([a])
  })

  it('[CO83] of errors is also that of their messages and of what else they hold', () => {
    const failure = (message: string, code: string): Error => Object.assign(new Error(message), { code })
    expect(isSame(failure('m', 'c'), failure('m', 'c'))).toBe(true)
    expect(isSame(failure('m', 'c'), failure('n', 'c'))).toBe(false)
    expect(isSame(failure('m', 'c'), failure('m', 'd'))).toBe(false)
  })
})
