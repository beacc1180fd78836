import type { TorsorErrorCode } from '@torsor/core'

export type WireErrorName =
  | 'unspecified'
  | 'protocol-incompatible'
  | 'protocol-violation'
  | 'needs-auth'
  | 'forbidden'
  | 'too-large'
  | 'rate-limited'
  | 'column-collision'
  | 'clock-skew'
  | 'overlap-unresolvable'
  | 'life-jump'
  | 'space-unavailable'
  | 'shutting-down'
  | 'columns-undeclared'
  | 'packet-malformed'
  | 'packet-out-of-order'
  | 'identity-taken'
  | 'void'
  | 'timed-out'
  | 'too-many-spaces'
  | 'space-full'

export interface WireError {
  /** What stands on the wire. Never given to another name. */
  readonly number: number
  /** Another try may succeed without anybody changing anything. What a message says of itself goes before this. */
  readonly retryable: boolean
  /** The error an app meets. */
  readonly torsor: TorsorErrorCode
  readonly meaning: string
}

/** Every error a relay can name, in `error` (a session or the socket ends) or in `refused` (one packet falls). */
export const wireErrors: Readonly<Record<WireErrorName, WireError>> = {
  unspecified: {
    number: 0,
    retryable: true,
    torsor: 'relay-unavailable',
    meaning: 'Something went wrong at the relay; also read for a number from a newer table',
  },
  'protocol-incompatible': {
    number: 1,
    retryable: false,
    torsor: 'protocol-incompatible',
    meaning: 'The two ends speak different versions',
  },
  'protocol-violation': {
    number: 2,
    retryable: false,
    torsor: 'protocol-violation',
    meaning: 'Bytes that are no message, or a message that may not come now',
  },
  'needs-auth': { number: 3, retryable: false, torsor: 'needs-auth', meaning: 'No token, or one that is not (or no longer) good' },
  forbidden: {
    number: 4,
    retryable: false,
    torsor: 'needs-auth',
    meaning: 'The token is good, but not for this space, or not for writing to it',
  },
  'too-large': { number: 5, retryable: false, torsor: 'too-large', meaning: 'Above a limit of the protocol, or of this relay' },
  'rate-limited': { number: 6, retryable: true, torsor: 'relay-unavailable', meaning: 'Too much in too short a time' },
  'column-collision': { number: 7, retryable: false, torsor: 'column-collision', meaning: 'Two names of columns have one id' },
  'clock-skew': {
    number: 8,
    retryable: true,
    torsor: 'clock-skew',
    meaning: 'Stamped more than five minutes ahead of the relay: time heals it (rule 4)',
  },
  'overlap-unresolvable': {
    number: 9,
    retryable: false,
    torsor: 'overlap-unresolvable',
    meaning: 'The relay holds a part of the range and no longer the packet that would tell the difference (rule 3)',
  },
  'life-jump': { number: 10, retryable: false, torsor: 'packet-refused', meaning: 'A life further ahead than any honest history leads to' },
  'space-unavailable': { number: 11, retryable: true, torsor: 'relay-unavailable', meaning: 'The space cannot be read or written now' },
  'shutting-down': {
    number: 12,
    retryable: true,
    torsor: 'relay-unavailable',
    meaning: 'The relay stops; another one, or the same one later, will do',
  },
  'columns-undeclared': {
    number: 13,
    retryable: true,
    torsor: 'packet-refused',
    meaning: 'The packet uses columns that were not declared under this nonce: declare, then push again',
  },
  'packet-malformed': {
    number: 14,
    retryable: false,
    torsor: 'bytes-malformed',
    meaning: 'The bytes of the packet are no canonical delta',
  },
  'packet-out-of-order': {
    number: 15,
    retryable: true,
    torsor: 'packet-refused',
    meaning: 'A piece that does not follow the last one: push again from the start',
  },
  'identity-taken': { number: 16, retryable: false, torsor: 'packet-refused', meaning: 'The replica id is bound to another principal' },
  void: { number: 17, retryable: false, torsor: 'packet-refused', meaning: 'The range was refused for good before (rule 12)' },
  'timed-out': { number: 18, retryable: true, torsor: 'relay-unavailable', meaning: 'No space was opened, or not authorized, in time' },
  'too-many-spaces': { number: 19, retryable: false, torsor: 'too-large', meaning: 'More spaces on one socket than allowed' },
  'space-full': { number: 20, retryable: false, torsor: 'too-large', meaning: 'The space has reached its size at this relay' },
}

const byNumber: ReadonlyMap<number, WireErrorName> = new Map(
  (Object.keys(wireErrors) as WireErrorName[]).map((name) => [wireErrors[name].number, name]),
)

/** The name of a number, `unspecified` for one of a newer table. */
export function wireErrorNamed(number: number): WireErrorName {
  return byNumber.get(number) ?? 'unspecified'
}
