import type { EngineEvent } from '../space/engine-port.js'
import { pause } from '../world/pause.js'
import type { Clock } from '../world/ports.js'
import type { Parts } from './parts.js'
import type { StatusBoard } from './status-board.js'

/** How often the page is told what READ is while it changes all the time; and while it does so by the page's own writes, which that shows. */
const FRAME_MS = 16
const BUSY_MS = 100

/** Tells the page what it shows, at the pace at which it can. */
export interface ViewFeed {
  /** The page holds what READ was when it opened: from then on it is told what changes. */
  readonly isOpen: boolean
  /** The first rows come in slices, with room for other work in between. */
  fill(): Promise<void>
  /** The last of the first rows has come. */
  open(): void
  /** Something may look different: tells it at the end of this turn. */
  changed(): void
  /** The same, of READ or the outbox. */
  edited(): void
  /** Tells at once what READ is now, and how everything stands. */
  tell(): void
  close(): void
}

export interface ViewFeedOptions {
  readonly parts: Parts
  readonly board: StatusBoard
  readonly clock: Clock
  readonly emit: (event: EngineEvent) => void
}

export function createViewFeed({ parts, board, clock, emit }: ViewFeedOptions): ViewFeed {
  const { core, driver, leadership, writer } = parts
  const { memory } = core
  let isOpen = false
  let flushing = false
  let toldAt = -Infinity
  /** When it will be told, and how to keep it from being so. */
  let tellingAt = Infinity
  let cancelTelling: (() => void) | null = null
  /** Batches may have come to lie on the disk since the session was last told so. */
  let edited = false

  const tell = (): void => {
    if (!isOpen) return
    toldAt = clock.elapsed()
    tellingAt = Infinity
    cancelTelling?.()
    const { rows, words } = memory.takePatches()
    if (rows.length > 0 || words.length > 0 || writer.hasNews()) {
      emit({ type: 'changed', whole: false, through: writer.through, rows, words })
      writer.told()
    }
    const status = board.news({
      ready: true,
      lastSyncedAt: core.reference.meta.lastSyncedAt,
      entries: memory.accumulator.entries,
      durability: writer.healthy && core.store.kind !== 'memory' ? 'disk' : 'memory',
      role: leadership.leads ? 'leader' : 'follower',
    })
    if (status !== null) emit({ type: 'status', status })
  }

  /** Receipts go at once, and that something waits; what READ is now, once a frame: the page can show no more. */
  const flush = (): void => {
    if (!isOpen) return
    const wait = toldAt + (writer.isBusy ? BUSY_MS : FRAME_MS) - clock.elapsed()
    const isNew = !board.saysPending && memory.accumulator.entries.at(-1)?.kind === 'open'
    if (wait <= 0 || isNew) tell()
    else if (clock.elapsed() + wait < tellingAt) {
      cancelTelling?.()
      tellingAt = clock.elapsed() + wait
      cancelTelling = clock.after(wait, () => {
        tellingAt = Infinity
        flush()
      })
    }
    writer.report()
    if (!edited) return
    edited = false
    if (leadership.leads) driver.tell({ type: 'edited' })
  }

  const changed = (): void => {
    if (flushing) return
    flushing = true
    queueMicrotask(() => {
      flushing = false
      flush()
    })
  }

  return {
    get isOpen() {
      return isOpen
    },
    async fill() {
      let whole = true
      for (const { rows, words } of memory.allPatches()) {
        emit({ type: 'changed', whole, through: writer.through, rows, words })
        whole = false
        await pause(clock, 0)
      }
    },
    open() {
      isOpen = true
      const { fallback } = core.options
      emit(fallback === undefined ? { type: 'ready' } : { type: 'ready', inMemory: fallback.after })
      changed()
    },
    changed,
    edited() {
      edited = true
      changed()
    },
    tell,
    close() {
      isOpen = false
      cancelTelling?.()
    },
  }
}
