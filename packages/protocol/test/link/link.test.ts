import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { TorsorError } from '@torsor/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFrame, decodeLinkFrame, encodeFrame, encodeLinkMessage, limits, linkVersion } from '@torsor/protocol'
import type { Direction, LinkDownMessage, LinkUpMessage } from '@torsor/protocol'
import { linkDownCodecs, linkUpCodecs } from '../../src/link/link.js'
import { runs } from '../runs.js'
import { shapeOf } from '../shape.js'
import { linkDownSamples, linkUpSamples } from './samples.js'

/** As those of the protocol: when this fails, take the next `linkVersion`, and leave the old lines and vectors alone. */
const locks: Readonly<Record<number, string>> = {
  1: '8c4a159be91871ab8a331eac46e4615fa0763b922b90215a19d169110b3db7ea',
}

interface Vector {
  readonly direction: Direction
  readonly name: string
  readonly hex: string
  readonly message: unknown
}

const folder = new URL('golden/', import.meta.url)
const file = (version: number): URL => new URL(`v${version}.json`, folder)
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const plain = (message: unknown): unknown =>
  JSON.parse(
    JSON.stringify(message, (_key, value: unknown) => (value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value)),
  )

const samples: readonly [Direction, string, LinkUpMessage | LinkDownMessage][] = [
  ...Object.entries(linkUpSamples).map(([name, message]): [Direction, string, LinkUpMessage] => ['up', name, message]),
  ...Object.entries(linkDownSamples).map(([name, message]): [Direction, string, LinkDownMessage] => ['down', name, message]),
]

if (process.env['TORSOR_WRITE_GOLDEN'] !== undefined && !existsSync(file(linkVersion))) {
  const vectors = samples.map(([direction, name, message]): Vector => ({
    direction,
    name,
    hex: hexOf(encodeLinkMessage(message)),
    message: plain(message),
  }))
  writeFileSync(file(linkVersion), `[\n${vectors.map((vector) => JSON.stringify(vector)).join(',\n')}\n]\n`)
}

const versions = readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Vector[])

const shape = [
  ...Object.entries(linkUpCodecs).map(([type, codec]) => `up ${shapeOf(type, codec)}`),
  ...Object.entries(linkDownCodecs).map(([type, codec]) => `down ${shapeOf(type, codec)}`),
].join('\n')

test('[PR60] the shape of every message of a link is pinned to its version', () => {
  expect(createHash('sha256').update(shape).digest('hex'), shape).toBe(locks[linkVersion])
})

describe('[PR60] the bytes of every released version of links keep their meaning', () => {
  test('the current version has vectors of every sample (TORSOR_WRITE_GOLDEN=1 writes them, once)', () => {
    const vectors = JSON.parse(readFileSync(file(linkVersion), 'utf8')) as Vector[]
    expect(vectors.map(({ direction, name }) => [direction, name])).toEqual(samples.map(([direction, name]) => [direction, name]))
    expect(vectors.map(({ hex }) => hex)).toEqual(samples.map(([, , message]) => hexOf(encodeLinkMessage(message))))
  })

  test.each(versions.flat())('$direction $name', ({ direction, hex, message }) => {
    const [decoded, ...more] = decodeLinkFrame(Uint8Array.from(Buffer.from(hex, 'hex')), direction)
    expect(more).toEqual([])
    if (decoded === undefined) throw new Error('no message')
    expect(plain(decoded)).toEqual(message)
    expect(hexOf(encodeLinkMessage(decoded))).toBe(hex)
  })
})

describe('a link', () => {
  test('[PR61] takes many messages in one frame, in order', () => {
    const all = Object.values(linkDownSamples)
    expect(decodeLinkFrame(encodeFrame(all.map(encodeLinkMessage)), 'down')).toEqual(all)
  })

  test('[PR62] another version of it is refused by name, whatever follows', () => {
    const bytes = encodeLinkMessage({ type: 'follow', handle: 0, version: linkVersion + 1, place: null, token: null, space: 's' })
    expect(() => decodeLinkFrame(bytes, 'up')).toThrow(expect.objectContaining({ code: 'protocol-incompatible' }))
  })

  test('[PR63] a void has no bytes, a packet has some, and neither is spelled otherwise', () => {
    const entry = linkDownSamples['entry']
    const refused = linkDownSamples['entry, a void']
    if (entry?.type !== 'entry' || refused?.type !== 'entry') throw new Error('no entry')
    expect(() => encodeLinkMessage({ ...entry, bytes: new Uint8Array(0) })).toThrow(expect.objectContaining({ code: 'protocol-violation' }))
    expect(() => encodeLinkMessage({ ...refused, bytes: Uint8Array.of(1) })).toThrow(
      expect.objectContaining({ code: 'protocol-violation' }),
    )
    expect(() => encodeLinkMessage({ ...entry, principal: 'x'.repeat(limits.principal + 1) })).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    )
  })

  test('[PR63] whatever the bytes, there are messages with one spelling, or a named error', () => {
    const direction = fc.constantFrom<Direction>('up', 'down')
    const head = fc.constantFrom(...Object.values({ ...linkUpCodecs, ...linkDownCodecs }).map(({ kind }) => kind))
    fc.assert(
      fc.property(direction, head, fc.constantFrom(0, 0x20, 0x40, 0x60), fc.uint8Array({ maxLength: 60 }), (way, kind, bits, rest) => {
        const bytes = Uint8Array.of(kind | bits, ...rest)
        try {
          const [message] = decodeLinkFrame(bytes, way)
          if (message !== undefined) expect(hexOf(encodeLinkMessage(message))).toBe(hexOf(bytes))
        } catch (error) {
          if (!(error instanceof TorsorError)) throw error
          expect(['protocol-violation', 'too-large', 'protocol-incompatible']).toContain(error.code)
        }
      }),
      runs(2_000),
    )
  })

  test('[PR64] is no session: neither end of the one understands the other', () => {
    const entry = linkDownSamples['entry']
    const follow = linkUpSamples['follow, again']
    if (entry === undefined || follow === undefined) throw new Error('no samples')
    expect(() => decodeFrame(encodeLinkMessage(entry), 'down')).toThrow(TorsorError)
    expect(() => decodeFrame(encodeLinkMessage(follow), 'up')).toThrow(TorsorError)
  })
})
