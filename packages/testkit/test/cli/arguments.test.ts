import { expect, test } from 'vitest'
import { parseArguments } from '../../src/cli/arguments.js'

test('[TK14] one seed, or many, or as many as there is time for', () => {
  expect(parseArguments([], 2)).toMatchObject({ first: 1, seeds: 100, minutes: Infinity, workers: 2 })
  expect(parseArguments(['--seed', '17', '--only', '3,9', '--faults', 'cut,kill'], 2)).toMatchObject({
    first: 17,
    seeds: 1,
    only: [3, 9],
    faults: ['cut', 'kill'],
  })
  expect(parseArguments(['--links', 'ring'], 2)).toMatchObject({ links: 'ring' })
  expect(parseArguments(['--minutes', '0.5', '--first', '5'], 2)).toMatchObject({ first: 5, seeds: Infinity, minutes: 0.5 })
})

test.each([
  ['--seeds', 'many'],
  ['--seeds', '1.5'],
  ['--first', '-1'],
  ['--faults', 'cut,rain'],
  ['--links', 'star'],
  ['--only', '3,x'],
  ['--only', ''],
  ['--colour'],
])('[TK14] %s %s is refused by its name', (...words) => {
  expect(() =>
    parseArguments(
      words.filter((word) => word !== undefined),
      2,
    ),
  ).toThrow(words[0])
})
