import { wireErrors } from '@torsor/protocol'
import type { ToldError, WireErrorName } from '@torsor/protocol'

/** An error by its name, with the words of the table. */
export function told(code: WireErrorName, message: string = wireErrors[code].meaning): ToldError {
  return { code, retryable: wireErrors[code].retryable, message }
}
