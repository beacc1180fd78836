import { askFor } from './authorizer.js'
import type { Answer, AuthorizeRequest } from './authorizer.js'
import type { SessionContext } from './context.js'

/** 'unknown': whoever is asked could not say, and what was granted before stands for now. */
export type Ruling = Answer | { readonly type: 'unknown' }

/** Asks on behalf of one session, again and again: one outage of whoever is asked does not put everybody out, the second in a row does. */
export class Guard {
  readonly #context: SessionContext
  #outages = 0

  constructor(context: SessionContext) {
    this.#context = context
  }

  /** Never rejects. */
  async ask(request: Omit<AuthorizeRequest, 'signal'>): Promise<Ruling> {
    const { authorize, limits, logger, world } = this.#context
    const answer = await askFor(authorize, request, limits.openDeadlineMs, world)
    if (answer.type === 'granted' || answer.type === 'denied') {
      this.#outages = 0
      return answer
    }
    const { space, renewal } = request
    logger.error({ err: answer.type === 'failed' ? answer.cause : undefined, space, renewal }, `authorize ${answer.type}`)
    if (!renewal) return answer
    return ++this.#outages > 1 ? { type: 'failed', cause: null } : { type: 'unknown' }
  }
}
