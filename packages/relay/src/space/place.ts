import type { CatchUpMode, Cursor, NamedPlace, NonceCheck, Place, Staged } from '@torsor/protocol'
import { nonceCheck } from '@torsor/protocol'
import type { Position, Reign } from '../log/index.js'
import { cursorAt, fromTheStart, isCursor } from './walk.js'

/**
 * Rule 6: a place is valid iff its nonce is known and its position is not past that nonce's reign, which ends where the
 * next one starts, or at the head.
 */
export function isValidPlace(place: NamedPlace, reigns: readonly Reign[], head: Position): boolean {
  const reign = reignMeant(place.nonce, reigns)
  if (reign === null) return false
  return place.position <= (reigns[reigns.indexOf(reign) + 1]?.start ?? head)
}

/** Null: none of them, or more than one. */
export function reignMeant(check: NonceCheck, reigns: readonly Reign[]): Reign | null {
  const [meant, ...others] = reigns.filter(({ nonce }) => nonceCheck(nonce) === check)
  return meant === undefined || others.length > 0 ? null : meant
}

/**
 * Up to where a relay that follows this log has what is in it now. What its place has beyond the end of its reign was lost
 * here, and other entries stand there since; under a nonce that was lost too, nothing says what it has.
 */
export function trueUpTo(place: Place | null, reigns: readonly Reign[], head: Position): Position {
  const at = reigns.findIndex(({ nonce }) => nonce === place?.nonce)
  return place === null || at < 0 ? 0 : Math.min(place.position, reigns[at + 1]?.start ?? head)
}

export interface CatchUp {
  readonly mode: CatchUpMode
  readonly since: Cursor
}

/**
 * Rule 7: what a cut interrupted goes on where it stood, if what is staged is still true here, and what it is staged on
 * too; else everything since the client's place; else everything.
 */
export function catchUpFrom(place: NamedPlace | null, staged: Staged | null, reigns: readonly Reign[], head: Position): CatchUp {
  const placed = place !== null && isValidPlace(place, reigns, head)
  if (staged !== null && isCursor(staged.cursor) && staged.cursor.position <= staged.head) {
    const valid = isValidPlace({ nonce: staged.nonce, position: staged.head }, reigns, head)
    if (valid && (staged.whole || placed)) return { mode: 'staged', since: staged.cursor }
  }
  if (placed) return { mode: 'since', since: cursorAt(place.position) }
  return { mode: 'whole', since: fromTheStart }
}
