import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { limits, protocolVersion, wireErrors } from '@torsor/protocol'
import { downCodecs } from '../src/message/down.js'
import { upCodecs } from '../src/message/up.js'
import { downSamples, upSamples } from './samples.js'
import { shapeOf } from './shape.js'

/**
 * What each version's messages look like. When this fails, a message, a field, a bound or an error number has changed:
 * take the next `protocolVersion`, add its line here and its golden vectors, and leave the old lines alone.
 */
const locks: Readonly<Record<number, string>> = {
  1: 'f307603bb890cdc7a3194db6d3a942e24ebd4c801af8419baf24861481bba5be',
}

const shape = [
  `frame ${limits.frame} ${limits.messagesPerFrame} ${limits.message}`,
  ...Object.entries(upCodecs).map(([type, codec]) => `up ${shapeOf(type, codec)}`),
  ...Object.entries(downCodecs).map(([type, codec]) => `down ${shapeOf(type, codec)}`),
  ...Object.entries(wireErrors).map(([name, { number }]) => `error ${number} ${name}`),
].join('\n')

test('[PR17] the shape of every message is pinned to the version', () => {
  expect(createHash('sha256').update(shape).digest('hex'), shape).toBe(locks[protocolVersion])
})

test('[PR17] no two messages, and no two errors, share a number', () => {
  const all = [...Object.entries(upCodecs), ...Object.entries(downCodecs)].map(([type, { kind }]) => [kind, type] as const)
  const kinds = new Map(all)
  for (const [kind, type] of all) {
    expect(kinds.get(kind)).toBe(type)
    expect(kind).toBeGreaterThan(0)
    expect(kind).toBeLessThan(32)
  }
  const numbers = Object.values(wireErrors).map(({ number }) => number)
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('[PR17] the shape says every field that a message has', () => {
  for (const [codecs, samples] of [
    [upCodecs, upSamples],
    [downCodecs, downSamples],
  ] as const) {
    const byType = new Map(Object.entries(codecs))
    for (const message of Object.values(samples)) {
      const fields = (byType.get(message.type)?.parts ?? []).map(([name]) => name)
      expect(fields.toSorted(), message.type).toEqual(
        Object.keys(message)
          .filter((name) => name !== 'type' && name !== 'handle')
          .toSorted(),
      )
    }
  }
})
