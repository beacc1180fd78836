import type { Session } from './session.js'

const POLL_MS = 10

type Task = (exposed: never, argument: never) => unknown

interface Answer {
  readonly done: boolean
  readonly value?: unknown
  readonly error?: string
}

/**
 * What specs use of a Playwright page, by WebDriver. A task that waits in the page must not keep the other tabs of its
 * browser waiting: it is started, and asked for.
 */
export class WebKitPage {
  readonly #session: Session
  readonly #window: string
  #closed = false

  constructor(session: Session, window: string) {
    this.#session = session
    this.#window = window
  }

  async goto(url: string): Promise<void> {
    await this.#session.within(this.#window, (driver) => driver.get(url))
  }

  async waitForFunction(expression: string): Promise<void> {
    while (!(await this.#script<boolean>(`return Boolean(${expression})`))) await pause()
  }

  async waitForTimeout(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms))
  }

  async evaluateHandle(what: string | Task, argument?: unknown): Promise<WebKitHandle> {
    if (typeof what === 'string') return this.#handle(what)
    const index = await this.#run('undefined', `(_, argument) => (window.__handles ??= []).push((${String(what)})(argument)) - 1`, argument)
    return this.#handle(`window.__handles[${String(index)}]`)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#session.within(this.#window, (driver) => driver.close())
  }

  isClosed(): boolean {
    return this.#closed
  }

  /** WebDriver tells nothing of a page's console. */
  on(): this {
    return this
  }

  #handle(expression: string): WebKitHandle {
    return {
      evaluate: (task, argument) => this.#run(expression, task, argument),
      dispose: () => Promise.resolve(),
    }
  }

  async #run(exposed: string, task: Task | string, argument: unknown): Promise<unknown> {
    const id = await this.#script<number>(
      `const all = (window.__tasks ??= [])
       const answer = { done: false }
       const id = all.push(answer) - 1
       Promise.resolve()
         .then(async () => (${String(task)})(await ${exposed}, arguments[0] ?? undefined))
         .then((value) => Object.assign(answer, { done: true, value }), (error) => Object.assign(answer, { done: true, error: [error, error?.stack].join('\\n') }))
       return id`,
      argument,
    )
    for (;;) {
      const { done, value, error } = await this.#script<Answer>(
        `const answer = window.__tasks[arguments[0]]
         if (answer.done) delete window.__tasks[arguments[0]]
         return answer`,
        id,
      )
      if (error !== undefined) throw new Error(error)
      if (done) return value ?? undefined
      await pause()
    }
  }

  #script<T>(body: string, ...parameters: unknown[]): Promise<T> {
    return this.#session.within(this.#window, (driver) => driver.executeScript<T>(body, ...parameters))
  }
}

export interface WebKitHandle {
  evaluate(task: Task, argument?: unknown): Promise<unknown>
  dispose(): Promise<void>
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS))
}
