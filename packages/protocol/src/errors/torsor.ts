import { TorsorError } from '@torsor/core'
import type { ErrorData } from '@torsor/core'
import { appErrorOf } from './codes.js'
import type { WireErrorName } from './codes.js'
import { wireErrors } from './table.js'

/** What a relay said of a failure, in `error` or `refused`. */
export interface ToldError {
  readonly code: WireErrorName
  readonly retryable: boolean
  readonly message: string
}

/** The error an app meets for one that a relay named. `data.wire` keeps the relay's own name for it. */
export function torsorErrorOf(told: ToldError, data: ErrorData = {}): TorsorError {
  const { code, retryable, message } = told
  return new TorsorError(appErrorOf(code), message === '' ? `the relay says "${code}"` : message, {
    retryable,
    data: { ...data, wire: code },
  })
}

function isTorsorError(error: unknown): error is TorsorError {
  return error instanceof TorsorError
}

/** What to tell the other end of an error caught here: only errors of the protocol are explained to strangers. */
export function toldOf(error: unknown): ToldError {
  if (isTorsorError(error)) {
    const { code } = error
    switch (code) {
      case 'protocol-incompatible':
      case 'protocol-violation':
      case 'too-large':
      case 'column-collision':
      case 'clock-skew':
      case 'overlap-unresolvable':
      case 'needs-auth':
        return { code, retryable: error.retryable || wireErrors[code].retryable, message: error.message }
      case 'bytes-malformed':
        return { code: 'packet-malformed', retryable: false, message: error.message }
      default:
        break
    }
  }
  return { code: 'unspecified', retryable: true, message: wireErrors.unspecified.meaning }
}
