import { expect, test } from 'vitest'
import { parseArguments } from '../harness/arguments.js'

const parse = (...words: string[]) => parseArguments(words, ['tick', 'map'], ['torsor', 'yjs'])

test('one workload, several, or all', () => {
  expect(parse('map')).toEqual({ workloads: ['map'], only: null, json: false, profile: false })
  expect(parse('all', '--json')).toEqual({ workloads: ['tick', 'map'], only: null, json: true, profile: false })
})

test.each([[['--only', 'torsor,yjs']], [['--only=torsor,yjs']]])('libraries to run: %j', (words) => {
  expect(parse('tick', ...words).only).toEqual(['torsor', 'yjs'])
})

test.each([
  [[], 'Which workload?'],
  [['nosuch'], 'No workload is called "nosuch". Some of: tick, map.'],
  [['tick', '--only', 'nobody'], 'No library is called "nobody"'],
  [['tick', '--only'], 'No library is called'],
  [['tick', '--fast'], 'No option is called --fast'],
])('%j is refused by name', (words, message) => {
  expect(() => parse(...words)).toThrow(message)
})
