import type { Logger } from 'pino'
import { askFor } from './authorizer.js'
import type { Answer, Authorize, AuthorizeRequest } from './authorizer.js'

/** 'unknown': whoever is asked could not say, and what was granted before stands for now. */
export type Ruling = Answer | { readonly type: 'unknown' }

/** Asks on behalf of one session, again and again: one outage of whoever is asked does not put everybody out, the second in a row does. */
export class Guard {
  readonly #authorize: Authorize
  readonly #deadlineMs: number
  readonly #logger: Logger
  #outages = 0

  constructor(authorize: Authorize, deadlineMs: number, logger: Logger) {
    this.#authorize = authorize
    this.#deadlineMs = deadlineMs
    this.#logger = logger
  }

  /** Never rejects. */
  async ask(request: Omit<AuthorizeRequest, 'signal'>): Promise<Ruling> {
    const answer = await askFor(this.#authorize, request, this.#deadlineMs)
    if (answer.type === 'granted' || answer.type === 'denied') {
      this.#outages = 0
      return answer
    }
    const { space, renewal } = request
    this.#logger.error({ err: answer.type === 'failed' ? answer.cause : undefined, space, renewal }, `authorize ${answer.type}`)
    if (!renewal) return answer
    return ++this.#outages > 1 ? { type: 'failed', cause: null } : { type: 'unknown' }
  }
}
