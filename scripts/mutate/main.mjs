// pnpm mutate [core|protocol] [folder …] [--force]: Stryker on a package, or on some folders of its sources; see
// docs/FALSIFICATION.md.
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
const [name = 'core', ...folders] = positionals
if (!(name in cases)) {
  console.error(`pnpm mutate [${Object.keys(cases).join('|')}] [folder …] [--force]`)
  process.exit(1)
}
process.chdir(root)
Object.assign(process.env, { TORSOR_MUTATE: name, TORSOR_SEED: '20240117' })
const sources = `packages/${name}/src`
const start = performance.now()

const asked = folders.length === 0 ? [`${sources}/`] : folders.map((folder) => `${sources}/${folder}/`)
const results = await run(
  asked.map((folder) => `${folder}**/*.ts`),
  cases[name].first,
  // What neither it nor its tests have changed since the last run keeps its result.
  { report: name, incremental: true, incrementalFile: `node_modules/.cache/stryker/${name}.json`, force: values.force },
)
// With them come those of other folders, from earlier runs.
const found = results.filter(({ fileName }) => asked.some((folder) => fileName.includes(folder)))
const alive = found.filter(survived)
const again =
  cases[name].again === null || alive.length === 0
    ? []
    : await run([...new Set(alive.map(range))], cases[name].again, { report: `${name}-again` })
const killed = new Set(again.filter((mutant) => !survived(mutant)).map(identity))
const survivors = alive.filter((mutant) => !killed.has(identity(mutant)))

const counted = found.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status)).length
const score = (100 * (counted - survivors.length)) / counted
for (const mutant of survivors) console.log(`${identity(mutant)} (${mutant.status})`)
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(
  `${[name, ...folders].join(' ')}: ${counted} mutants, ${survivors.length} survive, ${score.toFixed(1)} %, ${seconds} s` +
    ` (${alive.length} survived ${cases[name].first} cases a law)`,
)
process.exit(score < bars[name] ? 1 : 0)

function run(mutate, runs, { report, ...options }) {
  process.env['TORSOR_RUNS'] = String(runs)
  return new Stryker({
    testRunner: 'vitest',
    plugins: [
      '@stryker-mutator/vitest-runner',
      ...['ignore-messages', 'every-test-file'].map((plugin) => join(root, `scripts/mutate/${plugin}.mjs`)),
    ],
    vitest: { configFile: 'scripts/mutate/vitest.config.ts', related: false },
    mutate,
    ignorers: ['messages'],
    // The copy that is mutated. Not under node_modules, whose sources no test runner compiles.
    tempDirName: 'reports/mutation/sandbox',
    ignorePatterns: ['dist', 'reports', 'docs/images', '*.tsbuildinfo'],
    coverageAnalysis: 'perTest',
    concurrency: 2,
    timeoutMS: 20_000,
    allowConsoleColors: false,
    reporters: ['progress', 'json', 'html', 'every-test-file'],
    jsonReporter: { fileName: `reports/mutation/${report}.json` },
    htmlReporter: { fileName: `reports/mutation/${report}.html` },
    ...options,
  }).runMutationTest()
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
