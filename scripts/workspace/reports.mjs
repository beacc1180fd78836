import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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
