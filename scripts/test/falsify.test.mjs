import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { problemsOf } from '../falsify/catalogue/check.mjs'
import { rooms } from '../falsify/catalogue/index.mjs'
import { falsify } from '../falsify/falsify.mjs'
import { tableOf } from '../falsify/table.mjs'

const file = 'scripts/test/falsify/account.mjs'
const suite = 'scripts/test/falsify/account.suite.mjs'
const seed = 1

function fault(name, find, replace, fields = {}) {
  return { name, what: 'a fault', breaks: ['CO3'], file, edits: [[find, replace]], suites: [suite], ...fields }
}

const adding = 'for (const amount of amounts) balance += amount'

test('a fault is caught by a test that fails, by nothing else, and is gone with its run', { timeout: 120_000 }, async () => {
  const faults = [
    fault('by an example', 'let balance = 0', 'let balance = 1'),
    fault('by a property', adding, 'for (const amount of amounts) balance = amount === 7 && amounts.length > 8 ? 0 : balance + amount'),
    fault('not at all', "return 'nobody asks'", "return 'nobody hears'"),
    fault('no such name', 'return balance\n', 'return balanse\n'),
    fault('no such name in a property', adding, 'for (const amount of amounts) balance += ammount'),
    fault('no such language', adding, 'for amount in amounts: balance += amount'),
    fault('elsewhere', 'export const root =', 'export const root = String', { file: 'scripts/workspace/root.mjs' }),
    fault('waits', 'return balance === 0', 'return new Promise(() => undefined)'),
    fault('waits, as was said', 'return balance === 0', 'return new Promise(() => undefined)', { hangs: true }),
    fault('never ends', adding, 'for (const amount of amounts) for (;;) balance += amount'),
    fault('ends the process', 'return balance\n', "return process.kill(process.pid, 'SIGKILL')\n"),
    fault('not at all, once more', "return 'nobody asks'", "return 'nobody hears'"),
  ]
  const { unmutated, verdicts } = await falsify(faults, { seed, limitMs: 15_000 })
  expect(unmutated).toEqual({ suites: 1, tests: 3, failures: [] })
  expect([...verdicts].map(([name, { outcome, by, cases }]) => [name, outcome, by, cases])).toEqual([
    ['by an example', 'caught', '[CO3] nothing is nothing', '1'],
    ['by a property', 'caught', '[CO11] the order does not matter, nor who adds up', expect.stringMatching(/^\d+$/)],
    ['not at all', 'survived', '3 tests passed', ''],
    ['no such name', 'invalid', expect.stringContaining('ReferenceError'), ''],
    ['no such name in a property', 'invalid', expect.stringContaining('ReferenceError'), ''],
    ['no such language', 'invalid', expect.stringContaining('account'), ''],
    ['elsewhere', 'invalid', 'its suites never load the module', ''],
    ['waits', 'hangs', '[CO9] what is settled is told', 'hangs'],
    ['waits, as was said', 'caught', '[CO9] what is settled is told', 'hangs'],
    ['never ends', 'hangs', 'no test came to its end', 'hangs'],
    ['ends the process', 'invalid', 'its process died', ''],
    ['not at all, once more', 'survived', '3 tests passed', ''],
  ])
  expect(Number(verdicts.get('by a property')?.cases)).toBeGreaterThan(1)
  const again = await falsify([faults[1]], { seed })
  expect(again.verdicts.get('by a property')?.cases).toBe(verdicts.get('by a property')?.cases)

  const table = tableOf([{ title: 'Room', rows: faults.map((each) => ({ fault: each, verdict: verdicts.get(each.name) })) }])
  expect(table.split('\n').filter((line) => line.includes('NOT CAUGHT'))).toHaveLength(9)
})

test('no fault is tried on tests that fail without it', { timeout: 60_000 }, async () => {
  const suites = ['scripts/test/falsify/broken.suite.mjs']
  const { unmutated, verdicts } = await falsify([fault('any', 'let balance = 0', 'let balance = 1', { suites })], { seed })
  expect(unmutated.failures).toEqual([expect.stringContaining('[CO3] is wrong itself')])
  expect(verdicts.size).toBe(0)
})

test('a catalogue that no longer says what it seems to is an error', () => {
  const problems = problemsOf([
    fault('fine', 'let balance = 0', 'let balance = 1'),
    fault('fine', 'let balance = 0', 'let balance = 2'),
    fault('gone', 'let saldo = 0', ''),
    fault('twice there', 'balance', 'saldo'),
    fault('the same', 'let balance = 0', 'let balance = 0'),
    fault('no module', 'a', 'b', { file: 'scripts/none.mjs' }),
    fault('no suite', 'let balance = 0', '', { suites: [] }),
    fault('lost suite', 'let balance = 0', '', { suites: ['scripts/none.suite.mjs'] }),
    fault('no rule', 'let balance = 0', '', { breaks: ['CO999'] }),
    { name: 'later', what: 'not yet', breaks: [], pending: 'soon' },
  ])
  expect(problems).toEqual([
    'fine: the name is there twice',
    `gone: a snippet stands in ${file} 0 times instead of once: let saldo = 0`,
    expect.stringMatching(/^twice there: a snippet stands in .* [3-9] times instead of once: balance$/),
    'the same: changes nothing',
    'no module: there is no scripts/none.mjs',
    'no suite: no suite should catch it',
    'lost suite: there is no scripts/none.suite.mjs',
    'no rule: no SPEC.md has a rule CO999',
    'later: breaks no rule',
  ])
})

test('the catalogue says what it seems to', () => {
  expect(problemsOf(rooms.flatMap((room) => room.faults))).toEqual([])
})

test('the document has the verdict on every fault of the catalogue, and of no other', () => {
  const document = readFileSync(new URL('../../docs/FALSIFICATION.md', import.meta.url), 'utf8')
  const table = document.slice(document.indexOf('## The table'))
  const told = [...table.matchAll(/^([a-z0-9-]+) +(?:[A-Z]{2}\d+ )+ /gm)].map(([, name]) => name)
  expect(told).toEqual(rooms.flatMap(({ faults }) => faults.map(({ name }) => name)))
  expect(table).not.toMatch(/NOT CAUGHT/)
})
