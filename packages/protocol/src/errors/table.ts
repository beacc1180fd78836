import type { TorsorErrorCode } from '@torsor/core'
import { appErrorOf, wireErrorNames } from './codes.js'
import type { WireErrorName } from './codes.js'

/** What a relay says of an error where nothing better is known. A client shows what it was told, and needs none of this. */
export interface WireError {
  readonly number: number
  /** Another try may succeed without anybody changing anything. What a message says of itself goes before this. */
  readonly retryable: boolean
  readonly meaning: string
  /** The error an app meets. */
  readonly torsor: TorsorErrorCode
}

const retryable: readonly WireErrorName[] = [
  'unspecified',
  'rate-limited',
  'clock-skew',
  'space-unavailable',
  'shutting-down',
  'columns-undeclared',
  'packet-out-of-order',
  'timed-out',
]

const meanings: Readonly<Record<WireErrorName, string>> = {
  unspecified: 'Something went wrong at the relay; also read for a number from a newer table',
  'protocol-incompatible': 'The two ends speak different versions',
  'protocol-violation': 'Bytes that are no message, or a message that may not come now',
  'needs-auth': 'No token, or one that is not (or no longer) good',
  forbidden: 'The token is good, but not for this space, or not for writing to it',
  'too-large': 'Above a limit of the protocol, or of this relay',
  'rate-limited': 'Too much in too short a time',
  'column-collision': 'Two names of columns have one id',
  'clock-skew': 'Stamped more than five minutes ahead of the relay: time heals it (rule 4)',
  'overlap-unresolvable': 'The relay holds a part of the range and no longer the packet that would tell the difference (rule 3)',
  'life-jump': 'A life further ahead than any honest history leads to',
  'space-unavailable': 'The space cannot be read or written now',
  'shutting-down': 'The relay stops; another one, or the same one later, will do',
  'columns-undeclared': 'The packet uses columns that were not declared under this nonce: declare, then push again',
  'packet-malformed': 'The bytes of the packet are no canonical delta',
  'packet-out-of-order': 'A piece that does not follow the last one: push again from the start',
  'identity-taken': 'The replica id is bound to another principal',
  void: 'The range was refused for good before (rule 12)',
  'timed-out': 'No space was opened, or not authorized, in time',
  'too-many-spaces': 'More spaces on one socket than allowed',
  'space-full': 'The space has reached its size at this relay',
}

export const wireErrors: Readonly<Record<WireErrorName, WireError>> = /* @__PURE__ */ Object.fromEntries(
  wireErrorNames.map((name, number) => [
    name,
    { number, retryable: retryable.includes(name), meaning: meanings[name], torsor: appErrorOf(name) },
  ]),
) as Record<WireErrorName, WireError>
