import type { EngineEvent } from '@torsor/replica/space'

/**
 * The beginning of one stream. Its first change is told as `whole`, for the engine behind it knows nothing of what an
 * earlier one told. A view that was full before is refilled in one go, when the engine is ready: rows must not vanish
 * from the screen and come back.
 */
export interface Introduction {
  readonly isOver: boolean
  /** What to tell now. */
  take(events: readonly EngineEvent[]): readonly EngineEvent[]
}

const nothing: EngineEvent = { type: 'changed', whole: true, through: 0, rows: [], words: [] }

export function createIntroduction(viewIsFull: boolean): Introduction {
  let isOver = false
  let held: EngineEvent[] = []
  return {
    get isOver() {
      return isOver
    },
    take(events) {
      if (isOver) return events
      held.push(...events)
      if (!held.some((event) => event.type === 'ready' || (!viewIsFull && event.type === 'changed'))) return []
      isOver = true
      const first = held.findIndex((event) => event.type === 'changed')
      const told =
        first === -1
          ? [nothing, ...held]
          : held.map((event, index) => (index === first && event.type === 'changed' ? { ...event, whole: true } : event))
      held = []
      return told
    },
  }
}
