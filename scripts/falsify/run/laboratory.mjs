import { join } from 'node:path'
import { loadConfigFromFile } from 'vite'
import { createVitest } from 'vitest/node'
import { root } from '../../workspace/root.mjs'
import { createFaultPlugin } from './fault-plugin.mjs'
import { Witness } from './witness.mjs'

/** A test that waits for something that never comes is given up after this long. */
const TEST_TIMEOUT_MS = 60_000

/** What a clock says of the code depends on the machine: tests under `cost` see no fault. */
const NOT_OF_TIME = /^(?!cost )/

/** What the unit tests run with, so that they run the same here. */
async function unitConfig() {
  const { config } = await loadConfigFromFile({ command: 'serve', mode: 'test' }, join(root, 'vitest.config.ts'), root)
  const { test } = config.test.projects.find((project) => project.test.name === 'unit')
  return { test, resolve: config.resolve, ssr: config.ssr }
}

/** The suite that the catalogue names first is the one most likely to see its fault. */
class AsAsked {
  sort(specifications) {
    return specifications
  }

  shard(specifications) {
    return specifications
  }
}

/**
 * @typedef {object} Run
 * @property {import('./witness.mjs').Testimony | null} testimony Null: every test passed.
 * @property {readonly string[]} broken What went wrong outside of any test.
 * @property {number} tests
 * @property {boolean} injected
 */

/**
 * One Vitest that runs suites again and again, with another fault each time. Every test file gets a fresh worker, which
 * asks for its modules anew; of them only the faulty one has to be made anew.
 */
export async function openLaboratory() {
  const { test, resolve, ssr } = await unitConfig()
  const { plugin, activate, wasInjected } = createFaultPlugin()
  // Vitest's own `bail` counts failures over all runs of one Vitest.
  const witness = new Witness(() => void vitest.cancelCurrentRun('test-failure'))
  const options = {
    ...test,
    config: false,
    // Else a suite could be run with what an earlier one loaded, and with its fault.
    isolate: true,
    root,
    watch: false,
    // What fails here is no reason for anybody's next test run to begin with it.
    cache: false,
    silent: true,
    reporters: [witness],
    // A thread dies with its process, also in an endless loop.
    pool: 'threads',
    maxWorkers: 1,
    sequence: { sequencer: AsAsked },
    testNamePattern: NOT_OF_TIME,
    testTimeout: TEST_TIMEOUT_MS,
    hookTimeout: TEST_TIMEOUT_MS,
    setupFiles: [join(root, 'scripts/falsify/run/fast-check.mjs')],
  }
  const vitest = await createVitest('test', options, { configFile: false, resolve, ssr, plugins: [plugin], server: { watch: null } })
  const [project] = vitest.projects

  /**
   * @param {import('../catalogue/fault.mjs').Fault | null} fault
   * @param {readonly string[]} suites
   * @returns {Promise<Run>}
   */
  async function run(fault, suites) {
    witness.begin()
    activate(fault)
    if (fault !== null) vitest.invalidateFile(join(root, fault.file))
    try {
      const { unhandledErrors } = await vitest.runTestSpecifications(suites.map((suite) => project.createSpecification(join(root, suite))))
      const { testimony, broken, tests } = witness
      const stray = unhandledErrors.filter((error) => error?.message !== 'Cancelled').map((error) => String(error?.message ?? error))
      return { testimony, broken: [...broken, ...stray], tests, injected: wasInjected() }
    } finally {
      activate(null)
      if (fault !== null) vitest.invalidateFile(join(root, fault.file))
    }
  }

  return { run, close: () => vitest.close() }
}
