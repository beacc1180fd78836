import { encodeDelta } from '@torsor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weightOf } from '../../src/edits/weight.js'
import { Device } from '../device.js'
import { batch } from '../writes.js'

describe('the weight of a write', () => {
  it('[RE41] is no less than what its values take in a packet, but for names and headers', () => {
    fc.assert(
      fc.property(batch, (writes) => {
        const device = new Device('00000000000000a0')
        const weight = weightOf(device.intents(writes))
        device.mutate(writes)
        const packet = device.freeze()
        if (packet !== null) expect(encodeDelta(packet.delta).length).toBeLessThanOrEqual(2 * weight + 256)
      }),
      { numRuns: 200 },
    )
  })

  it('[RE41] counts what registers hold', () => {
    const device = new Device('00000000000000a0')
    const text = 'x'.repeat(100_000)
    expect(weightOf(device.intents([(m) => m.items.upsert('a', { name: text })]))).toBeGreaterThan(100_000)
    const wide = '漢'.repeat(100_000)
    expect(weightOf(device.intents([(m) => m.items.upsert('a', { name: wide })]))).toBeGreaterThan(300_000)
  })
})
