import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { limits, protocolVersion, wireErrors } from '@torsor/protocol'
import { downCodecs } from '../src/message/down.js'
import { upCodecs } from '../src/message/up.js'
import { downSamples, upSamples } from './samples.js'

/**
 * What each version's messages look like. When this fails, a message, a field, a bound or an error number has changed:
 * take the next `protocolVersion`, add its line here and its golden vectors, and leave the old lines alone.
 */
const locks: Readonly<Record<number, string>> = {
  1: '88bce0f21bd2fd8ff4696f236017017793e730cc8dc6f23076e83ebac2b8ed09',
}

const shape = [
  `frame ${limits.frame} ${limits.messagesPerFrame} ${limits.message}`,
  ...Object.values(upCodecs).map((codec) => `up ${codec.shape}`),
  ...Object.values(downCodecs).map((codec) => `down ${codec.shape}`),
  ...Object.entries(wireErrors).map(([name, { number }]) => `error ${number} ${name}`),
].join('\n')

test('[PR17] the shape of every message is pinned to the version', () => {
  expect(createHash('sha256').update(shape).digest('hex'), shape).toBe(locks[protocolVersion])
})

test('[PR17] no two messages of a direction, and no two errors, share a number', () => {
  for (const codecs of [upCodecs, downCodecs]) {
    const numbers = Object.values(codecs).map(({ code }) => code)
    expect(new Set(numbers).size).toBe(numbers.length)
    for (const number of numbers) expect(number).toBeLessThan(128)
  }
  const numbers = Object.values(wireErrors).map(({ number }) => number)
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('[PR17] the shape says every field that a message has', () => {
  const aliases: Readonly<Record<string, string>> = { prev: 'span', to: 'extent' }
  for (const [codecs, samples] of [
    [upCodecs, upSamples],
    [downCodecs, downSamples],
  ] as const) {
    const byType = new Map(Object.values(codecs).map((codec) => [codec.type as string, codec]))
    for (const message of Object.values(samples)) {
      const codec = byType.get(message.type)
      for (const field of Object.keys(message).filter((name) => name !== 'type')) {
        const said = new RegExp(`[{,](${field}|${aliases[field] ?? field}):`)
        expect(codec?.shape, `${message.type}.${field}`).toMatch(said)
      }
    }
  }
})
