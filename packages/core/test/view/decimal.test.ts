import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalOf, unitsOf } from '../../src/view/decimal.js'

const runs = Number(process.env['TORSOR_RUNS'] ?? 1000) * 10
const scale = fc.integer({ min: 0, max: 9 })

describe('decimals of a counter', () => {
  it('[CO99] come back as the count they were, wherever they are shown', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), scale, (units, scale) => {
        const value = decimalOf(units, scale)
        expect(value !== null || Math.abs(units) >= 1e15).toBe(true)
        expect(value === null ? units : unitsOf(value, scale)).toBe(units)
      }),
      { numRuns: runs },
    )
  })

  it('[CO99] come back where the product of number and factor is rounded to the count beside', () => {
    // 37661288194445.77 * 100 is 3766128819444577.5 in doubles.
    expect(Math.round(37_661_288_194_445.77 * 100)).toBe(3_766_128_819_444_578)
    expect(unitsOf(37_661_288_194_445.77, 2)).toBe(3_766_128_819_444_577)
    expect(decimalOf(3_766_128_819_444_577, 2)).toBe(37_661_288_194_445.77)
  })

  it('[CO99] are the count that they are a millionth of a unit from, and no other number is any', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 6), max: 10 ** 6 }),
        scale,
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        (units, scale, off) => {
          const value = (units + off) / 10 ** scale
          // At the edge itself rounding decides.
          if (Math.abs(off) < 0.9e-6) expect(unitsOf(value, scale)).toBe(units)
          else if (Math.abs(off) > 1.1e-6) expect(unitsOf(value, scale)).toBeNull()
        },
      ),
      { numRuns: runs },
    )
    expect(unitsOf(1e-6, 0)).toBe(0)
    for (const value of [2 ** 53, 1e300, -1e300, 5e-324 + 0.5]) expect(unitsOf(value, 0)).toBeNull()
    expect(unitsOf(2 ** 53 - 1, 0)).toBe(2 ** 53 - 1)
  })

  it('[CO87] are none where doubles are farther apart than units', () => {
    expect(decimalOf(9_007_199_254_740_990, 3)).toBeNull()
    expect(decimalOf(9_007_199_254_740_991, 3)).toBeNull()
    expect(decimalOf(2 ** 53 - 1, 0)).toBe(2 ** 53 - 1)
    expect(unitsOf(9_007_199_254_740.99, 3)).toBeNull()
  })
})
