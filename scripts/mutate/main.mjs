// pnpm mutate [core|protocol] [folder …] [--force]: Stryker on a package, or on some folders of its sources; see
// docs/FALSIFICATION.md.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { root } from '../workspace/root.mjs'

/**
 * Cases per law: a mutant that a law covers runs all of them. Most faults show in a few cases, so that what survives
 * few is tried once more with many. A law of protocol counts the states that its cases reached, and needs them all.
 */
const cases = { core: { first: 30, again: 200 }, protocol: { first: 1000, again: null } }
/** The least score, in percent. */
const bars = { core: 90, protocol: 0 }

const { values, positionals } = parseArgs({ allowPositionals: true, options: { force: { type: 'boolean', default: false } } })
const [name = 'core', ...asked] = positionals
if (!(name in cases)) {
  console.error(`pnpm mutate [${Object.keys(cases).join('|')}] [folder …] [--force]`)
  process.exit(1)
}
process.chdir(root)
Object.assign(process.env, { TORSOR_MUTATE: name, TORSOR_SEED: '20240117' })
const sources = `packages/${name}/src`

// Folder by folder: Stryker counts every statement of what it mutates, which makes all of a package ten times as slow as a part.
const folders = readdirSync(sources, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
const totals = { counted: 0, survivors: 0 }
for (const folder of asked.length === 0 ? folders : asked) {
  const { counted, survivors } = await mutate(folder)
  totals.counted += counted
  totals.survivors += survivors
}
const score = percent(totals)
console.log(`${name}: ${totals.counted} mutants, ${totals.survivors} survive, ${score.toFixed(1)} %`)
process.exit(score < bars[name] ? 1 : 0)

async function mutate(folder) {
  const start = performance.now()
  const { first, again } = cases[name]
  const report = `${name}-${folder}`
  // What neither it nor its tests have changed since the last run keeps its result.
  const incremental = { incremental: true, incrementalFile: `node_modules/.cache/stryker/${report}.json`, force: values.force }
  const found = await run([`${sources}/${folder}/**/*.ts`], first, { report, ...incremental })
  const alive = found.filter(survived)
  const retried =
    again === null || alive.length === 0 ? [] : await run([...new Set(alive.map(range))], again, { report: `${report}-again` })
  const killed = new Set(retried.filter((mutant) => !survived(mutant)).map(identity))
  const survivors = alive.filter((mutant) => !killed.has(identity(mutant)))
  const counted = found.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status)).length
  const counts = { counted, survivors: survivors.length }
  for (const mutant of survivors) console.log(`  ${identity(mutant)} (${mutant.status})`)
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  console.log(`${name} ${folder}: ${counted} mutants, ${survivors.length} survive, ${percent(counts).toFixed(1)} %, ${seconds} s`)
  return counts
}

function run(mutants, runs, { report, ...options }) {
  process.env['TORSOR_RUNS'] = String(runs)
  return new Stryker({
    testRunner: 'vitest',
    plugins: [
      '@stryker-mutator/vitest-runner',
      ...['ignore-messages', 'every-test-file'].map((plugin) => join(root, `scripts/mutate/${plugin}.mjs`)),
    ],
    vitest: { configFile: 'scripts/mutate/vitest.config.ts', related: false },
    mutate: mutants,
    ignorers: ['messages'],
    // The copy that is mutated. Not under node_modules, whose sources no test runner compiles.
    tempDirName: 'reports/mutation/sandbox',
    ignorePatterns: ['dist', 'reports', 'docs/images', '*.tsbuildinfo'],
    coverageAnalysis: 'perTest',
    concurrency: 2,
    // On top of what loading all tests takes, which Stryker adds.
    timeoutMS: 1_000,
    // A loop without an end that also allocates ends soon.
    testRunnerNodeArgs: ['--max-old-space-size=1024'],
    allowConsoleColors: false,
    reporters: ['json', 'html', 'every-test-file'],
    jsonReporter: { fileName: `reports/mutation/${report}.json` },
    htmlReporter: { fileName: `reports/mutation/${report}.html` },
    ...options,
  }).runMutationTest()
}

function percent({ counted, survivors }) {
  return counted === 0 ? 100 : (100 * (counted - survivors)) / counted
}

function survived({ status }) {
  return status === 'Survived' || status === 'NoCoverage'
}

/** Where it is, as Stryker is told of it: lines from 1, columns from 0. */
function range({ fileName, location: { start, end } }) {
  return `${fileName.slice(fileName.indexOf(sources))}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`
}

function identity(mutant) {
  return `${range(mutant)} ${mutant.mutatorName} ${JSON.stringify(mutant.replacement)}`
}
