import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { decodeAbsolute, decodeDelta, decodeState, digestOfDelta, encodeAbsolute, encodeDelta, encodeState, hashBytes, stateDigest, VersionVector } from '@torsor/core'
import { describe, expect, test } from 'vitest'
import { linesOf } from '../oracle/oracle.js'
import { absolutes, deltas, vector } from './cases.js'

interface Golden {
  readonly deltas: Readonly<Record<string, { readonly delta: string; readonly state: string; readonly digest: string; readonly checksum: number; readonly lines: readonly string[] }>>
  readonly absolutes: Readonly<Record<string, { readonly absolute: string; readonly lines: readonly string[] }>>
  readonly vector: string
}

const FILE = new URL('./v1.json', import.meta.url)

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

function written(): Golden {
  return {
    deltas: Object.fromEntries(Object.entries(deltas).map(([name, delta]) => [name, { delta: hex(encodeDelta(delta)), state: hex(encodeState(delta)), digest: digestOfDelta(delta), checksum: hashBytes(encodeDelta(delta)), lines: linesOf(delta) }])),
    absolutes: Object.fromEntries(Object.entries(absolutes).map(([name, absolute]) => [name, { absolute: hex(encodeAbsolute(absolute)), lines: linesOf(absolute) }])),
    vector: hex(vector().encode()),
  }
}

// A released version's vectors are never written again: a new format gets a file of its own.
if (!existsSync(FILE) && process.env['TORSOR_WRITE_GOLDEN'] === '1') writeFileSync(FILE, `${JSON.stringify(written(), null, 2)}\n`)
const golden = JSON.parse(readFileSync(FILE, 'utf8')) as Golden

describe('[CO31] golden vectors of format 1', () => {
  test.each(Object.entries(golden.deltas))('[CO31] %s', (name, expected) => {
    expect(linesOf(decodeDelta(bytes(expected.delta)))).toEqual(expected.lines)
    const state = decodeState(bytes(expected.state))
    expect(linesOf(state.delta)).toEqual(expected.lines)
    expect(stateDigest(state)).toBe(expected.digest)
    expect(hashBytes(bytes(expected.delta))).toBe(expected.checksum)
    expect(deltas[name] && hex(encodeDelta(deltas[name]))).toBe(expected.delta)
    expect(deltas[name] && hex(encodeState(deltas[name]))).toBe(expected.state)
  })

  test.each(Object.entries(golden.absolutes))('[CO31] %s', (name, expected) => {
    expect(linesOf(decodeAbsolute(bytes(expected.absolute)))).toEqual(expected.lines)
    expect(absolutes[name] && hex(encodeAbsolute(absolutes[name]))).toBe(expected.absolute)
  })

  test('[CO31] a version vector, and every case there is', () => {
    expect(VersionVector.decode(bytes(golden.vector)).encode()).toEqual(vector().encode())
    expect(hex(vector().encode())).toBe(golden.vector)
    expect(Object.keys(golden.deltas)).toEqual(Object.keys(deltas))
    expect(Object.keys(golden.absolutes)).toEqual(Object.keys(absolutes))
  })
})
