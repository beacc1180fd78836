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
  const { askedAt } = heartbeat
  if (askedAt === null) return ask(heartbeat, now, limits.probeMs)
  const hurried = Math.min(heartbeat.patience, now - askedAt + limits.probeMs)
  return look({ ...heartbeat, patience: hurried }, now, Math.max(0, askedAt + hurried - now), 'ping')
}

/** To be called when `dueIn` is over. Later is no harm, earlier neither. */
export function checkHeartbeat(heartbeat: Heartbeat, now: number): HeartbeatStep {
  const { heardAt, askedAt, forgiven } = heartbeat
  const slept = now - heartbeat.checkedAt > heartbeat.dueIn + tolerance
  const left = askedAt === null ? heardAt + limits.heartbeatMs - now : askedAt + heartbeat.patience - now
  if (left > 0) return look(heartbeat, now, left, 'none')
  if (askedAt === null) return ask(heartbeat, now, patience)
  // The answer may lie unread in the socket of a machine that slept: ask once more. Once: a tab whose timers are
  // throttled seems to sleep between any two looks.
  if (slept && !forgiven) return ask({ ...heartbeat, forgiven: true }, now, heartbeat.patience)
  return { heartbeat, action: 'dead', dueIn: Number.POSITIVE_INFINITY }
}

function ask(heartbeat: Heartbeat, now: number, wanted: number): HeartbeatStep {
  return look({ ...heartbeat, askedAt: now, patience: wanted }, now, wanted, 'ping')
}

function look(heartbeat: Heartbeat, now: number, dueIn: number, action: HeartbeatAction): HeartbeatStep {
  return { heartbeat: { ...heartbeat, checkedAt: now, dueIn }, action, dueIn }
}
