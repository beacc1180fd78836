import type { CatchUpMode, Cursor, Place, Staged } from '@torsor/protocol'
import type { Position, Reign } from '../log/index.js'
import { cursorAt, fromTheStart, isCursor } from './walk.js'

/**
 * Rule 6: a place is valid iff its nonce is known and its position is not past that nonce's reign, which ends where the
 * next one starts, or at the head.
 */
export function isValidPlace(place: Place, reigns: readonly Reign[], head: Position): boolean {
  const index = reigns.findIndex((reign) => reign.nonce === place.nonce)
  if (index < 0) return false
  return place.position <= (reigns[index + 1]?.start ?? head)
}

export interface CatchUp {
  readonly mode: CatchUpMode
  readonly since: Cursor
}

/**
 * Rule 7: what a cut interrupted goes on where it stood, if what is staged is still true here, and what it is staged on
 * too; else everything since the client's place; else everything.
 */
export function catchUpFrom(place: Place | null, staged: Staged | null, reigns: readonly Reign[], head: Position): CatchUp {
  const placed = place !== null && isValidPlace(place, reigns, head)
  if (staged !== null && isCursor(staged.cursor) && staged.cursor.position <= staged.head) {
    const valid = isValidPlace({ nonce: staged.nonce, position: staged.head }, reigns, head)
    if (valid && (staged.whole || placed)) return { mode: 'staged', since: staged.cursor }
  }
  if (placed) return { mode: 'since', since: cursorAt(place.position) }
  return { mode: 'whole', since: fromTheStart }
}
