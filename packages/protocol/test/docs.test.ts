import { readFileSync } from 'node:fs'
import { Algebra, columnId, createDelta, encodeDelta, WordMap } from '@torsor/core'
import { describe, expect, test } from 'vitest'
import { encodeFrame, limits, wireErrors } from '@torsor/protocol'
import type { DownMessage } from '@torsor/protocol'
import { linkDownCodecs, linkUpCodecs } from '../src/link/link.js'
import { downCodecs } from '../src/message/down.js'
import { upCodecs } from '../src/message/up.js'

const page = readFileSync(new URL('../../../docs/PROTOCOL.md', import.meta.url), 'utf8')

function section(title: string): string {
  const found = page.split('\n## ').find((part) => part.startsWith(title))
  if (found === undefined) throw new Error(`the page has no section "${title}"`)
  return found
}

const up = section('Client to relay')
const down = section('Relay to client')

describe('[PR50] the page says what the code does', () => {
  test.each(Object.entries(upCodecs))('up: %s', (type, { kind }) => {
    expect(up).toContain(`| ${kind} | \`${type}\` |`)
  })

  test.each(Object.entries(downCodecs))('down: %s', (type, { kind }) => {
    expect(down).toContain(kind < 29 ? `| ${kind} | \`${type}\` |` : `\`${type}\``)
  })

  test.each(Object.entries({ ...linkUpCodecs, ...linkDownCodecs }))('link: %s', (type, { kind }) => {
    expect(section('Links')).toMatch(kind < 29 ? new RegExp(`\\| ${kind} \\| \`${type}\` \\|`) : new RegExp(`\`${type}\``))
  })

  test.each(Object.entries(limits))('limit: %s', (name, value) => {
    expect(page).toContain(`| \`${name}\` | ${value.toLocaleString('en')} |`)
  })

  test.each(Object.entries(wireErrors))('error: %s', (name, { number, retryable, torsor, meaning }) => {
    expect(page).toContain(`| ${number} | \`${name}\` | ${retryable ? 'yes' : 'no'} | \`${torsor}\` | ${meaning} |`)
  })

  test('the example', () => {
    const words = new WordMap()
    const steps = [
      [3, 17n],
      [17, -4n],
      [40, 260n],
      [41, -511n],
      [77, 1n],
      [90, -33n],
      [121, 512n],
      [130, 8n],
      [166, -120n],
      [190, 75n],
      [201, -1n],
      [233, 300n],
      [250, -259n],
    ] as const
    for (const [index, by] of steps) words.set(index, by)
    const delta = createDelta()
    delta.words.set(columnId('telemetry', Algebra.sum), words)
    const tick: DownMessage = { type: 'deltas', handle: 1, span: 1, bytes: encodeDelta(delta) }
    const frame = encodeFrame([{ type: 'confirmed', handle: 1, span: 1, own: 0, range: { from: 7, to: 9 } }, tick])
    const shown = /```\n([0-9a-f \n]+)```/.exec(page)?.[1]?.replaceAll(/\s+/g, '')
    expect(Buffer.from(frame).toString('hex')).toBe(shown)
    expect(page).toContain(`one frame of ${frame.length} bytes`)
    expect(page).toContain(`On its own the tick is a frame of ${encodeFrame([tick]).length} bytes`)
  })
})
