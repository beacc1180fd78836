import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './root.mjs'

export const reportFolder = join(root, 'reports')

/** @param {string} name */
export function reportFile(name) {
  return join(reportFolder, `${name}.json`)
}

function vitest(report) {
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests }
}

/** A flaky test failed once: that is a failure. */
function playwright({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
}

/** A fault that nothing catches is a test that fails. */
function falsification({ caught, notCaught, pending }) {
  return { passed: caught, failed: notCaught, skipped: pending }
}

function counter(report) {
  if ('stats' in report) return playwright
  return 'caught' in report ? falsification : vitest
}

/**
 * What a test runner counted. A run which ended badly without a failed test (a file that could not be loaded, a crash)
 * counts as one failure, so that nothing red adds up to green.
 * @param {string} name
 * @param {number} code
 */
export function countTests(name, code) {
  const file = reportFile(name)
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const counts = counter(report)(report)
  if (counts.failed > 0 || code === 0) return counts
  return { ...counts, failed: 1 }
}

/** Every spec of a report of Playwright's, with where it stands. */
function* specsOf(suites, path = []) {
  for (const suite of suites ?? []) {
    yield* specsOf(suite.suites, [...path, suite.title])
    for (const spec of suite.specs ?? []) yield { spec, path: [...path, suite.title] }
  }
}

function failuresIn(report) {
  if ('suites' in report && 'stats' in report) {
    return [...specsOf(report.suites)]
      .flatMap(({ spec, path }) => spec.tests.map((test) => ({ test, title: [test.projectName, ...path, spec.title].join(' > ') })))
      .filter(({ test }) => test.status === 'unexpected' || test.status === 'flaky')
      .map(({ test, title }) => ({ title, message: test.results.find(({ error }) => error)?.error.message ?? test.status }))
  }
  return (report.testResults ?? []).flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    if (failed.length === 0) return message === '' || message === undefined ? [] : [{ title: relative(root, name), message }]
    return failed.map(({ fullName, failureMessages }) => ({
      title: `${relative(root, name)} > ${fullName}`,
      message: failureMessages.join('\n'),
    }))
  })
}

/**
 * The names of the tests that failed in a step, each with how its message begins: of a long run often only the end is kept.
 * @param {string} name
 * @returns {readonly string[]}
 */
export function failedTests(name) {
  const file = reportFile(name)
  if (!existsSync(file)) return []
  return failuresIn(JSON.parse(readFileSync(file, 'utf8'))).map(
    ({ title, message }) => `${title}\n    ${message.split('\n').slice(0, 6).join('\n    ')}`,
  )
}
