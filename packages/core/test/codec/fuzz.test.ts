import { decodeAbsolute, decodeDelta, decodeState, encodeAbsolute, encodeDelta, encodeState, TorsorError } from '@torsor/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delta } from '../arbitrary/delta.js'
import { createRandom } from '../arbitrary/random.js'
import { runs } from '../arbitrary/runs.js'

const codecs = [
  ['delta', encodeDelta, (bytes: Uint8Array) => encodeDelta(decodeDelta(bytes))],
  ['absolute', encodeAbsolute, (bytes: Uint8Array) => encodeAbsolute(decodeAbsolute(bytes))],
  ['state', encodeState, (bytes: Uint8Array) => encodeState(decodeState(bytes, { maxBytes: 1 << 24 }))],
] as const

/** Either a named error, or a delta that reads back from its own encoding as it is. */
function outcome(bytes: Uint8Array, again: (bytes: Uint8Array) => Uint8Array): string {
  try {
    const spelled = again(bytes)
    const twice = Buffer.from(again(spelled)).toString('hex')
    return twice === Buffer.from(spelled).toString('hex') ? 'taken' : `taken, and spelled ${twice}`
  } catch (error) {
    return error instanceof TorsorError && error.code === 'bytes-malformed' ? 'refused' : `threw ${String(error)}`
  }
}

const FINE = ['refused', 'taken']

describe.each(codecs)('[CO28] %s bytes that nobody wrote', (_name, encode, again) => {
  test('[CO28] random ones', () => {
    const head = (encode({ records: new Map(), words: new Map() })[0] ?? 0) | 0
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, stamped) => {
        expect(FINE).toContain(outcome(bytes, again))
        expect(FINE).toContain(outcome(Uint8Array.of(head | (stamped ? 12 : 0), ...bytes), again))
      }),
      runs(2),
    )
  })

  test('[CO28] real ones cut short, with bits flipped, bytes changed, put in or taken out', () => {
    let changed = 0
    let survived = 0
    fc.assert(
      fc.property(delta, fc.integer(), (original, seed) => {
        const bytes = encode(original)
        const random = createRandom(seed)
        for (let more = 0; more < 12; more++) {
          const at = random.below(bytes.length)
          const kind = random.below(5)
          let damaged = bytes.slice()
          if (kind === 0) damaged = bytes.slice(0, at)
          else if (kind === 1) damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8))
          else if (kind === 2) damaged[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, 0xc0, 0x83, random.below(256)])
          else if (kind === 3) damaged = Uint8Array.of(...bytes.subarray(0, at), random.below(256), ...bytes.subarray(at))
          else damaged = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1))
          changed++
          const result = outcome(damaged, again)
          expect(FINE).toContain(result)
          if (result === 'taken') survived++
        }
      }),
      runs(0.5),
    )
    // Were everything refused, the law would be empty; were everything taken, the format would check nothing.
    expect(survived).toBeGreaterThan(changed / 100)
    expect(survived).toBeLessThan(changed / 2)
  })
})
