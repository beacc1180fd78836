import { TorsorError } from '@torsor/core'
import { answer } from '../channel/answer.js'
import type { AskToken } from '../channel/api.js'
import type { ClientOptions } from '../types.js'

/** Answers the worker's requests for tokens out of the app's `auth`. */
export interface Tokens {
  readonly ask: AskToken
  /** Nobody waits for what is being asked now. */
  abort(reason: TorsorError): void
}

type Auth = NonNullable<ClientOptions<never>['auth']>

export function createTokens(auth: Auth | undefined, onError: (error: TorsorError) => void): Tokens {
  const asking = new Set<AbortController>()

  const ask = async (space: string): Promise<string | null> => {
    if (auth === undefined) return null
    const controller = new AbortController()
    asking.add(controller)
    try {
      return await auth({ space, signal: controller.signal })
    } catch (cause) {
      const error = new TorsorError('needs-auth', `auth() failed for the space "${space}": ${String(cause)}`, {
        retryable: true,
        data: { space },
        cause,
      })
      if (!controller.signal.aborted) onError(error)
      throw error
    } finally {
      asking.delete(controller)
    }
  }

  return {
    ask: (space) => answer(() => ask(space)),
    abort(reason) {
      for (const controller of asking) controller.abort(reason)
      asking.clear()
    },
  }
}
