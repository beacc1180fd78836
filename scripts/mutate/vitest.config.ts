import { defineConfig } from 'vitest/config'
import unit from '../../vitest.config'

/** The unit tests of one package, in the copy of the repository that Stryker makes; counterexamples are left as they are found. */
export default defineConfig({
  root: process.cwd(),
  ...(unit.resolve === undefined ? {} : { resolve: unit.resolve }),
  ...(unit.ssr === undefined ? {} : { ssr: unit.ssr }),
  test: {
    include: [`packages/${process.env['TORSOR_MUTATE']}/test/**/*.test.ts`],
    exclude: ['**/*.browser.test.*', '**/node_modules/**'],
    environment: 'node',
    // Loading the package anew for every test file takes longer than the tests. A mutant of what runs once gets a new environment.
    isolate: false,
    testTimeout: 60_000,
    setupFiles: ['./scripts/falsify/run/fast-check.mjs'],
  },
})
