import type { AnySchema, ViewOf } from '@torsor/core'
import {
  applyChanges,
  createEdits,
  createView,
  overlayIntents,
  type ColumnBlock,
  type Edits,
  type Intent,
  type ViewState,
} from '@torsor/core/view'
import type { EngineEvent, WriteRequest } from './engine-port.js'

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

  /**
   * Makes `shown` again the engine's content with the overlay upon it, in the rows that were taken up and in new blocks. As one
   * change upon what is shown: where the engine confirms what a write foretold, which is nearly always, the records on the
   * screen keep their identity and nothing renders again.
   */
  const settle = (edits: Edits, blocks: readonly ColumnBlock[] = []): void => {
    const again = [...overlay.values()].flat().filter((intent) => blocks.length > 0 || edits.touches(intent))
    again.forEach(edits.apply)
    const { rows, ...changes } = edits.changes()
    shown = applyChanges(shown, { ...changes, rows: [...blocks, ...rows] })
    if (overlay.size === 0) engine = shown
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
      // As one change: a view refilled from nothing (after a restart) then keeps the identity of what is as it was.
      const current = events.slice(
        Math.max(
          0,
          events.findLastIndex((event) => event.whole),
        ),
      )
      const changes = {
        whole: current.some((event) => event.whole),
        rows: current.flatMap((event) => event.rows),
        words: current.flatMap((event) => event.words),
      }
      const through = Math.max(...current.map((event) => event.through))
      if (changes.whole) {
        overlay.clear()
        for (const { number, intents } of again) if (number > through) overlay.set(number, intents)
        engine = applyChanges(shown, changes)
        shown = overlayIntents(engine, [...overlay.values()].flat())
        return
      }
      const isBare = overlay.size === 0
      engine = applyChanges(engine, changes)
      if (isBare) {
        shown = engine
        return
      }
      const edits = createEdits(engine)
      for (const [number, intents] of overlay) {
        if (number > through) break
        overlay.delete(number)
        intents.forEach(edits.touch)
      }
      const blocks: ColumnBlock[] = []
      for (const patch of [...changes.rows, ...changes.words]) {
        if ('ids' in patch) blocks.push(patch)
        else edits.touch(patch)
      }
      settle(edits, blocks)
    },
    drop(number) {
      const intents = overlay.get(number)
      if (intents === undefined) return
      overlay.delete(number)
      const edits = createEdits(engine)
      intents.forEach(edits.touch)
      settle(edits)
    },
  }
}
