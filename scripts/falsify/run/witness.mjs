/**
 * The first test that failed.
 * @typedef {object} Testimony
 * @property {string} test Its name.
 * @property {string} error
 * @property {number} runs How many cases its property took; 1 for an example.
 * @property {boolean} timedOut
 */

const timeout = /^(?:Test|Hook) timed out in \d+ms/
const property = /^Property (?:failed|interrupted) after (\d+) tests/

/** Hears how a run goes, and calls `onFailure` at the first test that fails. */
export class Witness {
  /** @type {Testimony | null} */
  testimony = null
  /** Why a test file could not be run, or a test be found. @type {string[]} */
  broken = []
  tests = 0
  #onFailure

  /** @param {() => void} onFailure */
  constructor(onFailure) {
    this.#onFailure = onFailure
  }

  begin() {
    this.testimony = null
    this.broken = []
    this.tests = 0
  }

  onTestCaseResult(test) {
    const { state, errors = [] } = test.result()
    if (state === 'passed') this.tests += 1
    if (state !== 'failed' || this.testimony !== null) return
    this.tests += 1
    const [error = {}] = errors
    const { message = '' } = error
    // A property that fails says so, and has what its case threw as the cause.
    const thrown = error.cause ?? error
    this.testimony = {
      test: test.fullName,
      error: `${thrown.name ?? 'Error'}: ${thrown.message ?? ''}`,
      runs: Number(property.exec(message)?.[1] ?? 1),
      timedOut: timeout.test(message),
    }
    this.#onFailure()
  }

  onTestModuleEnd(module) {
    for (const { message } of module.errors()) this.broken.push(`${module.relativeModuleId}: ${message}`)
  }
}
