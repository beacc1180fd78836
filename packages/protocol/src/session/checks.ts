/*
 * Short forms of what both ends know in full. Each tells apart what differs by accident, none is proof against forgery.
 */
import { encodeUtf8, hashBytes, hex32 } from '@torsor/core'
import type { DeclaredColumn } from '../message/declare.js'
import type { Nonce, NonceCheck } from '../message/types.js'

/** What a place says of its nonce: the relay that is asked knows the rest. */
export function nonceCheck(nonce: Nonce): NonceCheck {
  return nonce.slice(0, 8)
}

/** Of columns with their names, in whatever order, 8 hex digits. */
export function columnsHash(columns: Iterable<DeclaredColumn>): string {
  let sum = 0
  for (const { id, name } of columns) sum += Math.imul(hashBytes(encodeUtf8(name)), id | 1)
  return hex32(sum)
}

/** What is told of a state's digest: half of its lanes, each a sum of its own. */
export function digestCheck(digest: string): string {
  return digest.slice(0, 16)
}
