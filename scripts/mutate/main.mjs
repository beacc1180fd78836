// pnpm mutate [core|protocol] [folder …] [--force]: Stryker on a package, or on some folders of its sources; see
// docs/FALSIFICATION.md.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { root } from '../workspace/root.mjs'

const packages = ['core', 'protocol']
/** Cases per law: a mutant that a law covers runs all of them. */
const RUNS = 200

const { values, positionals } = parseArgs({ allowPositionals: true, options: { force: { type: 'boolean', default: false } } })
const [name = 'core', ...folders] = positionals
if (!packages.includes(name)) {
  console.error(`pnpm mutate [${packages.join('|')}] [folder …] [--force]`)
  process.exit(1)
}
process.chdir(root)
Object.assign(process.env, { TORSOR_MUTATE: name, TORSOR_RUNS: String(RUNS), TORSOR_SEED: '20240117' })

const sources = `packages/${name}/src`
const report = `reports/mutation/${name}`
const start = performance.now()
await new Stryker({
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', join(root, 'scripts/mutate/ignore-messages.mjs')],
  vitest: { configFile: 'scripts/mutate/vitest.config.ts', related: false },
  mutate: folders.length === 0 ? [`${sources}/**/*.ts`] : folders.map((folder) => `${sources}/${folder}/**/*.ts`),
  ignorers: ['messages'],
  // The copy that is mutated. Not under node_modules, whose sources no test runner compiles.
  tempDirName: 'reports/mutation/sandbox',
  ignorePatterns: ['dist', 'reports', 'docs/images', '*.tsbuildinfo'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  // What neither it nor its tests have changed since the last run keeps its result.
  incremental: true,
  incrementalFile: `node_modules/.cache/stryker/${name}.json`,
  force: values.force,
  allowConsoleColors: false,
  reporters: ['clear-text', 'progress', 'json', 'html'],
  clearTextReporter: { logTests: false, reportTests: false },
  jsonReporter: { fileName: `${report}.json` },
  htmlReporter: { fileName: `${report}.html` },
  thresholds: { high: 95, low: 90, break: name === 'core' ? 90 : null },
}).runMutationTest()
console.log(`${name}${folders.map((folder) => `/${folder}`).join(' ')}: ${((performance.now() - start) / 1000).toFixed(0)} s`)
