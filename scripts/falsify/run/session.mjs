import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('session-process.mjs', import.meta.url))

/**
 * @typedef {object} Task
 * @property {import('../catalogue/fault.mjs').Fault | null} fault
 * @property {readonly string[]} suites
 *
 * @typedef {object} Answer
 * @property {import('./laboratory.mjs').Run} run
 * @property {number} seconds
 */

/** Runs tasks one after the other in a process, which is replaced when a task ends it or never ends. */
export class Session {
  #seed
  #limitMs
  #process = null

  /**
   * @param {number} seed
   * @param {number} limitMs After which a task is taken for one that never ends.
   */
  constructor(seed, limitMs) {
    this.#seed = seed
    this.#limitMs = limitMs
  }

  /**
   * @param {Task} task
   * @returns {Promise<Answer | 'hangs' | 'died'>}
   */
  async run(task) {
    this.#process ??= await this.#start()
    const child = this.#process
    const answer = await new Promise((resolve) => {
      const timer = setTimeout(() => resolve('hangs'), this.#limitMs)
      const died = () => settle('died')
      const settle = (result) => {
        clearTimeout(timer)
        child.off('exit', died)
        resolve(result)
      }
      child.once('exit', died)
      child.once('message', settle)
      child.send(task)
    })
    if (typeof answer === 'string') await this.close()
    if ('error' in Object(answer)) throw new Error(answer.error)
    return answer
  }

  async close() {
    const child = this.#process
    this.#process = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    // It may be in an endless loop, where it hears nothing.
    child.kill('SIGKILL')
    await gone
  }

  #start() {
    return new Promise((resolve, reject) => {
      const child = fork(program, { env: environment(this.#seed), stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] })
      const died = (code) => reject(new Error(`The process that runs the tests ended with ${code} before the first of them.`))
      child.once('exit', died)
      child.once('message', () => {
        child.off('exit', died)
        resolve(child)
      })
    })
  }
}

/** Of what is set around this process, nothing that a test runner told it and nothing that makes tests longer. */
function environment(seed) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TORSOR)/.test(name))
  return { ...Object.fromEntries(inherited), NODE_ENV: 'test', TORSOR_SEED: String(seed) }
}
