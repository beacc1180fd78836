import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Ends a run whose tests without any mutant left out a file. Stryker goes on without a file that does not load, as one
 * does that its mutants make unreadable, and calls survivors what only that file would have killed.
 */
class EveryTestFile {
  onDryRunCompleted({ result }) {
    const folder = `packages/${process.env['TORSOR_MUTATE']}/test`
    const ran = result.tests.map(({ fileName }) => resolve(fileName))
    const missing = readdirSync(folder, { encoding: 'utf8', recursive: true })
      .filter((file) => file.endsWith('.test.ts') && !file.includes('.browser.'))
      .filter((file) => !ran.some((path) => path.endsWith(join(folder, file))))
    console.log(`${result.tests.length} tests, ${missing.length} files without one${missing.map((file) => `\n  ${file}`).join('')}`)
    if (missing.length > 0) process.exit(1)
  }
}

export const strykerPlugins = [{ kind: 'Reporter', name: 'every-test-file', injectableClass: EveryTestFile }]
