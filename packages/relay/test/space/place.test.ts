import { describe, expect, test } from 'vitest'
import { catchUpFrom, isValidPlace } from '../../src/space/index.js'

const reigns = [
  { nonce: 'a', start: 0 },
  { nonce: 'b', start: 10 },
  { nonce: 'c', start: 10 },
  { nonce: 'd', start: 25 },
]
const key = new Uint8Array(0)

describe('places', () => {
  test("[RL30] a place is valid up to the end of its nonce's reign, and nowhere under a nonce that is not known", () => {
    const valid = (nonce: string, position: number): boolean => isValidPlace({ nonce, position }, reigns, 40)
    expect([valid('a', 0), valid('a', 10), valid('a', 11)]).toEqual([true, true, false])
    expect([valid('b', 10), valid('b', 11)]).toEqual([true, false])
    expect([valid('d', 40), valid('d', 41), valid('x', 0)]).toEqual([true, false, false])
  })

  test('[RL31] what is staged goes on when both it and what it stands on hold; else the place; else everything', () => {
    const place = { nonce: 'a', position: 7 }
    const staged = { nonce: 'd', cursor: { position: 30, key }, head: 35, whole: false }
    expect(catchUpFrom(place, staged, reigns, 40)).toEqual({ mode: 'staged', since: staged.cursor })
    expect(catchUpFrom(place, { ...staged, head: 41 }, reigns, 40)).toEqual({ mode: 'since', since: { position: 7, key } })
    expect(catchUpFrom(place, { ...staged, nonce: 'x' }, reigns, 40)).toMatchObject({ mode: 'since' })
    expect(catchUpFrom(place, { ...staged, cursor: { position: 30, key: Uint8Array.of(1) } }, reigns, 40)).toMatchObject({ mode: 'since' })
    expect(catchUpFrom({ nonce: 'b', position: 12 }, staged, reigns, 40)).toMatchObject({ mode: 'whole', since: { position: 0 } })
    expect(catchUpFrom({ nonce: 'b', position: 12 }, { ...staged, whole: true }, reigns, 40)).toMatchObject({ mode: 'staged' })
    expect(catchUpFrom(null, null, reigns, 40)).toMatchObject({ mode: 'whole' })
  })
})
