// Everything that must hold, one step after the other. A failing step does not stop the next ones: one run tells all.
// `pnpm verify unit lint` runs only these steps.
import { mkdirSync, rmSync } from 'node:fs'
import { hasWebKit } from './workspace/browsers.mjs'
import { countTests, failedTests, reportFile, reportFolder } from './workspace/reports.mjs'
import { run } from './workspace/run.mjs'

const stepTimeoutMs = 12 * 60_000
const vitestReport = (name) => ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile(name)}`]

const steps = [
  { name: 'format', script: ['format:check'] },
  { name: 'lint', script: ['lint'] },
  { name: 'typecheck', script: ['typecheck'] },
  { name: 'boundaries', script: ['boundaries'] },
  { name: 'unused', script: ['unused'] },
  { name: 'unit', script: ['test:unit', ...vitestReport('unit')], counts: true },
  { name: 'browser', script: ['test:browser', ...vitestReport('browser')], counts: true },
  { name: 'build', script: ['build'] },
  { name: 'simulate', script: ['simulate', '--seeds', '2000'] },
  { name: 'e2e', script: ['e2e'], counts: true },
  // All of them take four minutes.
  { name: 'webkit', script: ['e2e:webkit', 'offline-edits', 'relay-restart'], counts: true, env: { E2E_BUILT: '1' }, needs: hasWebKit },
  { name: 'reliability', script: ['check:reliability'] },
  { name: 'size', script: ['size'] },
  { name: 'packages', script: ['check:packages'] },
]

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !steps.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`No step is named ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(', ')}`)
  process.exit(1)
}

rmSync(reportFolder, { recursive: true, force: true })
mkdirSync(reportFolder, { recursive: true })

const rows = []
for (const { name, script, counts, env, needs } of steps) {
  if (asked.length > 0 && !asked.includes(name)) continue
  if (needs?.() === false) {
    console.log(`\n──── ${name}: not installed here`)
    rows.push({ name, seconds: 0, passed: 0, failed: 0, skipped: 1 })
    continue
  }
  console.log(`\n──── ${name}`)
  const start = performance.now()
  const code = await run('pnpm', ['run', '--silent', ...script], {
    timeout: stepTimeoutMs,
    shell: process.platform === 'win32',
    env: { ...process.env, ...env },
  })
  const seconds = (performance.now() - start) / 1000
  const result = counts ? countTests(name, code) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  rows.push({ name, seconds, ...result })
}

for (const { name, failed } of rows) {
  if (failed === 0) continue
  console.log(`\n──── failed: ${name}`)
  for (const test of failedTests(name)) console.log(test)
}

console.log('\nstep          seconds  passed  failed  skipped')
for (const { name, seconds, passed, failed, skipped } of rows) {
  const columns = [seconds.toFixed(1).padStart(7), String(passed).padStart(7), String(failed).padStart(7), String(skipped).padStart(8)]
  console.log(`${name.padEnd(13)} ${columns.join(' ')}`)
}
const sum = (key) => rows.reduce((total, row) => total + row[key], 0)
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
process.exit(sum('failed') === 0 ? 0 : 1)
