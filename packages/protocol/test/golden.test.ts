import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodeFrame, encodeFrame, encodeMessage, protocolVersion } from '@torsor/protocol'
import type { Direction, Message } from '@torsor/protocol'
import { downSamples, upSamples } from './samples.js'

/** Written once per version, when it is released, and never again. */
interface Vector {
  readonly direction: Direction
  readonly name: string
  readonly hex: string
  /** The message as JSON, bytes as `{"hex": …}`. */
  readonly message: unknown
}

const folder = new URL('golden/', import.meta.url)
const file = (version: number): URL => new URL(`v${version}.json`, folder)

const plain = (message: Message): unknown =>
  JSON.parse(
    JSON.stringify(message, (_key, value: unknown) => (value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value)),
  )

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const samples: readonly [Direction, string, Message][] = [
  ...Object.entries(upSamples).map(([name, message]): [Direction, string, Message] => ['up', name, message]),
  ...Object.entries(downSamples).map(([name, message]): [Direction, string, Message] => ['down', name, message]),
]

function write(version: number): void {
  const vectors = samples.map(([direction, name, message]): Vector => ({
    direction,
    name,
    hex: hexOf(encodeMessage(message)),
    message: plain(message),
  }))
  writeFileSync(file(version), `[\n${vectors.map((vector) => JSON.stringify(vector)).join(',\n')}\n]\n`)
}

if (process.env['TORSOR_WRITE_GOLDEN'] !== undefined && !existsSync(file(protocolVersion))) write(protocolVersion)

const versions = readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Vector[])

describe('[PR16] the bytes of every released version keep their meaning', () => {
  test('the current version has vectors of every sample (TORSOR_WRITE_GOLDEN=1 writes them, once)', () => {
    expect(existsSync(file(protocolVersion))).toBe(true)
    const vectors = JSON.parse(readFileSync(file(protocolVersion), 'utf8')) as Vector[]
    expect(vectors.map(({ direction, name }) => [direction, name])).toEqual(samples.map(([direction, name]) => [direction, name]))
    expect(vectors.map(({ hex }) => hex)).toEqual(samples.map(([, , message]) => hexOf(encodeMessage(message))))
  })

  test.each(versions.flat())('$direction $name', ({ direction, hex, message }) => {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
    const [decoded, ...more] = decodeFrame(bytes, direction)
    expect(more).toEqual([])
    if (decoded === undefined) throw new Error('no message')
    expect(plain(decoded)).toEqual(message)
    expect(hexOf(encodeFrame([decoded]))).toBe(hex)
  })
})
