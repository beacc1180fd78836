import type { AnySchema, ViewOf } from '@torsor/core'
import { applyChanges, createView, overlayIntents, type Intent, type ViewChanges, type ViewState } from '@torsor/core/view'
import type { EngineEvent, WriteRequest } from './engine-port.js'
import { contentOf, meets, touch, touchedBy, touchPatches, type Touched } from './touched.js'

export type Changed = Extract<EngineEvent, { readonly type: 'changed' }>

/** What this face shows: the engine's READ, and over it the writes that READ does not hold yet. */
export interface Reading<S extends AnySchema> {
  readonly views: ViewOf<S>
  /** Shows a write at once. Costs the write, whatever the state holds and whatever else waits. */
  write(write: WriteRequest): void
  /**
   * Takes what the engine says READ is now, and drops the overlay it covers. Where an event is `whole`, the overlay is
   * `again` instead: an engine that begins anew may have lost writes that it once covered.
   */
  change(events: readonly Changed[], again: readonly WriteRequest[]): void
  /** Takes the overlay of one write away again. */
  drop(number: number): void
}

export function createReading<S extends AnySchema>(schema: S): Reading<S> {
  /** What the engine said. While no overlay lies over it, the same as `shown`. */
  let engine: ViewState<S> = createView(schema)
  let shown = engine
  /** The writes that `engine` does not hold, in order of their number. */
  const overlay = new Map<number, readonly Intent[]>()

  const takeThrough = (through: number): Intent[] => {
    const taken: Intent[] = []
    for (const [number, intents] of overlay) {
      if (number > through) break
      overlay.delete(number)
      taken.push(...intents)
    }
    return taken
  }

  /**
   * Makes `shown` again the engine's content with the overlay upon it, in the rows that differ. It is built upon what
   * is shown: where the engine confirms what a write foretold, which is nearly always, the records on the screen keep
   * their identity and nothing renders again.
   */
  const settle = (touched: Touched): void => {
    const again = [...overlay.values()].flatMap((intents) => intents.filter((intent) => meets(touched, intent)))
    for (const intent of again) touch(touched, intent)
    shown = applyChanges(shown, { whole: false, ...contentOf(engine, touched) })
    if (overlay.size === 0) engine = shown
    shown = overlayIntents(shown, again)
  }

  const refill = (changes: ViewChanges): void => {
    shown = applyChanges(shown, changes)
    engine = shown
    shown = overlayIntents(shown, [...overlay.values()].flat())
  }

  return {
    get views() {
      return shown.views
    },
    write({ number, intents }) {
      shown = overlayIntents(shown, intents)
      overlay.set(number, intents)
    },
    change(events, again) {
      const current = events.slice(
        Math.max(
          0,
          events.findLastIndex((event) => event.whole),
        ),
      )
      // As one change: a view refilled from nothing (after a restart) then keeps the identity of what is as it was.
      const changes: ViewChanges = {
        whole: current.some((event) => event.whole),
        rows: current.flatMap((event) => event.rows),
        words: current.flatMap((event) => event.words),
      }
      const through = Math.max(...current.map((event) => event.through))
      if (changes.whole) {
        overlay.clear()
        for (const { number, intents } of again) if (number > through) overlay.set(number, intents)
        return refill(changes)
      }
      const touched = touchedBy(takeThrough(through))
      const isBare = shown === engine && overlay.size === 0
      engine = applyChanges(engine, changes)
      if (isBare) {
        shown = engine
        return
      }
      touchPatches(touched, changes)
      settle(touched)
    },
    drop(number) {
      const intents = overlay.get(number)
      if (intents === undefined) return
      overlay.delete(number)
      settle(touchedBy(intents))
    },
  }
}
