/**
 * What became of a fault. Only `caught` is good: a test failed, by its own assertions, with the fault in place.
 *
 * @typedef {object} Verdict
 * @property {'caught' | 'survived' | 'hangs' | 'invalid' | 'pending'} outcome
 * @property {string} by The test that caught it, or why nothing did.
 * @property {string} cases How many cases the test took to see it.
 * @property {number} seconds
 */

/** Code that cannot run is no fault that anybody would make, and every test sees it. */
const noWorkingCode = /^(?:ReferenceError|SyntaxError):/

/**
 * @param {import('../catalogue/fault.mjs').Fault} fault
 * @param {import('./session.mjs').Answer | 'hangs' | 'died'} answer
 * @returns {Verdict}
 */
export function judge(fault, answer) {
  if (answer === 'hangs') return verdict(fault.hangs ? 'caught' : 'hangs', 'no test came to its end', 'hangs', Number.NaN)
  if (answer === 'died') return verdict('invalid', 'its process died', '', Number.NaN)
  const { run, seconds } = answer
  const { testimony } = run
  if (!run.injected) return verdict('invalid', 'its suites never load the module', '', seconds)
  if (testimony === null) {
    if (run.broken.length > 0) return verdict('invalid', run.broken[0], '', seconds)
    return verdict('survived', `${run.tests} tests passed`, '', seconds)
  }
  if (noWorkingCode.test(testimony.error)) return verdict('invalid', testimony.error, '', seconds)
  if (testimony.timedOut) return verdict(fault.hangs ? 'caught' : 'hangs', testimony.test, 'hangs', seconds)
  return verdict('caught', testimony.test, String(testimony.runs), seconds)
}

function verdict(outcome, by, cases, seconds) {
  return { outcome, by: by.split('\n')[0], cases, seconds }
}
