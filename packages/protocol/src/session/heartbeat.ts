/*
 * Whether the other end is still there. Neither `onclose` nor `navigator.onLine` tells: a black hole keeps a socket open
 * for minutes. Either end asks after a silence, and either end answers at once, so one that only listens is heard too.
 * Times are of a clock that does not jump (`performance.now()`), in ms.
 */
import * as limits from '../limits.js'

export interface Heartbeat {
  readonly heardAt: number
  /** When the question was asked that has not been answered by anything; null: none is open. */
  readonly askedAt: number | null
  /** How long an answer may take. */
  readonly patience: number
  /** When it was last looked at, and how long until the next look: a long gap means that this end slept. */
  readonly checkedAt: number
  readonly dueIn: number
  /** The question was asked a second time, since this end slept over the first. */
  readonly forgiven: boolean
}

export type HeartbeatAction = 'none' | 'ping' | 'dead'

export interface HeartbeatStep {
  readonly heartbeat: Heartbeat
  readonly action: HeartbeatAction
  /** Call `checkHeartbeat` again after so many ms; with `dead`, never. */
  readonly dueIn: number
}

const patience = limits.silenceMs - limits.heartbeatMs
/** How late a timer may be without this end having slept. */
const tolerance = 5_000

/** Of a socket that was established now. */
export function createHeartbeat(now: number): Heartbeat {
  return { heardAt: now, askedAt: null, patience, checkedAt: now, dueIn: limits.heartbeatMs, forgiven: false }
}

/** A frame came, of whatever kind. Cheap: the same object within a millisecond. */
export function heard(heartbeat: Heartbeat, now: number): Heartbeat {
  if (heartbeat.askedAt === null && heartbeat.heardAt === now) return heartbeat
  return { ...heartbeat, heardAt: now, askedAt: null, patience, forgiven: false }
}

/** There is a reason to doubt the socket: ask now, with little patience. A question that is open is never given more time. */
export function probe(heartbeat: Heartbeat, now: number): HeartbeatStep {
  if (heartbeat.askedAt === null) return ask(heartbeat, now, limits.probeMs, false)
  const hurried = Math.min(heartbeat.patience, now - heartbeat.askedAt + limits.probeMs)
  const dueIn = Math.max(0, heartbeat.askedAt + hurried - now)
  return { heartbeat: { ...heartbeat, patience: hurried, checkedAt: now, dueIn }, action: 'ping', dueIn }
}

/** To be called when `dueIn` is over. Later is no harm, earlier neither. */
export function checkHeartbeat(heartbeat: Heartbeat, now: number): HeartbeatStep {
  const slept = now - heartbeat.checkedAt > heartbeat.dueIn + tolerance
  if (heartbeat.askedAt === null) {
    const quiet = now - heartbeat.heardAt
    return quiet >= limits.heartbeatMs ? ask(heartbeat, now, patience, false) : wait(heartbeat, now, limits.heartbeatMs - quiet)
  }
  const waited = now - heartbeat.askedAt
  if (waited < heartbeat.patience) return wait(heartbeat, now, heartbeat.patience - waited)
  // The answer may lie unread in the socket of a machine that slept: ask once more. Once: a tab whose timers are
  // throttled seems to sleep between any two looks.
  if (slept && !heartbeat.forgiven) return ask(heartbeat, now, heartbeat.patience, true)
  return { heartbeat, action: 'dead', dueIn: Number.POSITIVE_INFINITY }
}

function wait(heartbeat: Heartbeat, now: number, dueIn: number): HeartbeatStep {
  return { heartbeat: { ...heartbeat, checkedAt: now, dueIn }, action: 'none', dueIn }
}

function ask(heartbeat: Heartbeat, now: number, wanted: number, forgiven: boolean): HeartbeatStep {
  return {
    heartbeat: { ...heartbeat, askedAt: now, patience: wanted, checkedAt: now, dueIn: wanted, forgiven },
    action: 'ping',
    dueIn: wanted,
  }
}
