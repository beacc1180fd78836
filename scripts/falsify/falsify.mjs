import { availableParallelism } from 'node:os'
import { judge } from './run/judge.mjs'
import { Session } from './run/session.mjs'

/** No suite takes nearly as long. */
const LIMIT_MS = 180_000

/**
 * Runs tasks on as many processes as there are processors; the answers are in the order of the tasks.
 * @template T, R
 * @param {readonly T[]} tasks
 * @param {readonly Session[]} sessions
 * @param {(task: T, session: Session) => Promise<R>} run
 * @returns {Promise<R[]>}
 */
async function spread(tasks, sessions, run) {
  const answers = Array.from({ length: tasks.length })
  let next = 0
  const work = async (session) => {
    while (next < tasks.length) {
      const index = next++
      answers[index] = await run(tasks[index], session)
    }
  }
  await Promise.all(sessions.map(work))
  return answers
}

/**
 * Lets the suites run as they are, then with each fault alone.
 * @param {readonly import('./catalogue/fault.mjs').Fault[]} faults
 * @param {{ readonly seed: number, readonly limitMs?: number, readonly progress?: (what: string) => void }} options
 * @returns {Promise<{ readonly unmutated: { readonly suites: number, readonly tests: number, readonly failures: readonly string[] },
 *   readonly verdicts: ReadonlyMap<string, import('./run/judge.mjs').Verdict> }>}
 */
export async function falsify(faults, { seed, limitMs = LIMIT_MS, progress = () => undefined }) {
  const sessions = Array.from({ length: Math.max(1, Math.min(4, availableParallelism(), faults.length)) }, () => new Session(seed, limitMs))
  try {
    const suites = [...new Set(faults.flatMap((fault) => fault.suites))].sort()
    const baseline = await spread(suites, sessions, async (suite, session) => {
      progress(`unmutated: ${suite}`)
      return failuresOf(suite, await session.run({ fault: null, suites: [suite] }))
    })
    const failures = baseline.flatMap((run) => run.failures)
    const unmutated = { suites: suites.length, tests: baseline.reduce((sum, run) => sum + run.tests, 0), failures }
    if (failures.length > 0) return { unmutated, verdicts: new Map() }
    const verdicts = await spread(faults, sessions, async (fault, session) => {
      progress(fault.name)
      return [fault.name, judge(fault, await session.run({ fault, suites: fault.suites }))]
    })
    return { unmutated, verdicts: new Map(verdicts) }
  } finally {
    await Promise.all(sessions.map((session) => session.close()))
  }
}

/**
 * @param {string} suite
 * @param {import('./run/session.mjs').Answer | 'hangs' | 'died'} answer
 */
function failuresOf(suite, answer) {
  if (typeof answer === 'string') return { tests: 0, failures: [`${suite}: ${answer}`] }
  const { testimony, broken, tests } = answer.run
  const failures = [...broken]
  if (testimony !== null) failures.push(`${suite}: ${testimony.test}: ${testimony.error}`)
  if (tests === 0 && failures.length === 0) failures.push(`${suite}: has no test`)
  return { tests, failures }
}
