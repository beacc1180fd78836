// pnpm falsify [name …] [--list] [--seed N] [--report FILE]: see docs/FALSIFICATION.md.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { problemsOf } from './catalogue/check.mjs'
import { rooms } from './catalogue/index.mjs'
import { falsify } from './falsify.mjs'
import { tableOf } from './table.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean' }, seed: { type: 'string', default: '20240117' }, report: { type: 'string' } },
})
const seed = Number(values.seed)
const faults = rooms.flatMap((room) => room.faults)

function fail(lines) {
  for (const line of lines) console.error(line)
  report(0, lines.length, 0)
  process.exit(1)
}

function report(caught, notCaught, pending) {
  if (values.report !== undefined) writeFileSync(values.report, JSON.stringify({ caught, notCaught, pending }))
}

const unknown = positionals.filter((name) => !faults.some((fault) => fault.name === name))
if (unknown.length > 0) fail([`No fault is named ${unknown.join(', ')}; pnpm falsify --list names them all.`])
if (!Number.isSafeInteger(seed)) fail([`A seed is a whole number, not ${values.seed}.`])

if (values.list) {
  for (const { title, faults } of rooms) {
    console.log(`\n${title}`)
    for (const { name, what, breaks, pending } of faults)
      console.log(`  ${name} [${breaks.join(' ')}]${pending ? ' (pending)' : ''}: ${what}`)
  }
  process.exit(0)
}

const problems = problemsOf(faults)
if (problems.length > 0) fail(problems)

const asked = positionals.length === 0 ? faults : faults.filter(({ name }) => positionals.includes(name))
const start = performance.now()
const progress = (what) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${what}`)
const { unmutated, verdicts } = await falsify(
  asked.filter((fault) => !('pending' in fault)),
  { seed, progress },
)
progress('')
if (unmutated.failures.length > 0) fail(['The tests fail without any fault:', ...unmutated.failures])

const rows = asked.map((fault) => {
  const pending = { outcome: 'pending', by: fault.pending, cases: '', seconds: Number.NaN }
  return { fault, verdict: verdicts.get(fault.name) ?? pending }
})
const shown = rooms.map(({ title, faults }) => ({ title, rows: rows.filter(({ fault }) => faults.includes(fault)) }))
console.log(tableOf(shown.filter((room) => room.rows.length > 0)))

const count = (...outcomes) => rows.filter(({ verdict }) => outcomes.includes(verdict.outcome)).length
const notCaught = count('survived', 'hangs', 'invalid')
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(`\nUnmutated: ${unmutated.tests} tests in ${unmutated.suites} suites passed.`)
console.log(`${count('caught')} faults caught, ${notCaught} not caught, ${count('pending')} pending; ${seconds} s, seed ${seed}.`)
report(count('caught'), notCaught, count('pending'))
process.exitCode = notCaught === 0 ? 0 : 1
