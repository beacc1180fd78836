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

/**
 * Every error a relay can name, in `error` (a session or the socket ends) or in `refused` (one packet falls), in the order
 * of its number on the wire, from 0, which is never given to another. Beside it the error that an app meets, where that
 * has another name.
 */
const table: readonly (readonly [WireErrorName & TorsorErrorCode] | readonly [WireErrorName, TorsorErrorCode])[] = [
  ['unspecified', 'relay-unavailable'],
  ['protocol-incompatible'],
  ['protocol-violation'],
  ['needs-auth'],
  ['forbidden', 'needs-auth'],
  ['too-large'],
  ['rate-limited', 'relay-unavailable'],
  ['column-collision'],
  ['clock-skew'],
  ['overlap-unresolvable'],
  ['life-jump', 'packet-refused'],
  ['space-unavailable', 'relay-unavailable'],
  ['shutting-down', 'relay-unavailable'],
  ['columns-undeclared', 'packet-refused'],
  ['packet-malformed', 'bytes-malformed'],
  ['packet-out-of-order', 'packet-refused'],
  ['identity-taken', 'packet-refused'],
  ['void', 'packet-refused'],
  ['timed-out', 'relay-unavailable'],
  ['too-many-spaces', 'too-large'],
  ['space-full', 'too-large'],
]

export const wireErrorNames: readonly WireErrorName[] = table.map(([name]) => name)

/** The error that an app meets. */
export function appErrorOf(name: WireErrorName): TorsorErrorCode {
  const [own, other = own] = table[wireErrorNames.indexOf(name)] as readonly [TorsorErrorCode, TorsorErrorCode?]
  return other
}
