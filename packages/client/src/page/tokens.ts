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
  /** Of all that is being asked. */
  let asking = new AbortController()
  return {
    ask: (space) =>
      answer(async () => {
        const { signal } = asking
        try {
          return (await auth?.({ space, signal })) ?? null
        } catch (cause) {
          const error = new TorsorError('needs-auth', `auth() failed for "${space}": ${String(cause)}`, {
            retryable: true,
            data: { space },
            cause,
          })
          if (!signal.aborted) onError(error)
          throw error
        }
      }),
    abort(reason) {
      asking.abort(reason)
      asking = new AbortController()
    },
  }
}
