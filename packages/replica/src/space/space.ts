import { fromErrorRecord, TorsorError, type AnySchema, type ViewOf } from '@torsor/core'
import type { RandomBytes } from '@torsor/core/view'
import { createStore } from 'zustand/vanilla'
import type { EngineEvent, EnginePort } from './engine-port.js'
import { withReady } from './face.js'
import { createInbox } from './inbox.js'
import { once, unlimited, type Lifetime } from './lifetime.js'
import { createMilestone } from './milestone.js'
import { createMutate } from './mutate.js'
import { createReading, type Changed } from './reading.js'
import { restoreStatus } from './restore-status.js'
import { initialStatus, type Connection, type SyncStatus } from './status.js'
import type { Space } from './types.js'
import { createUnsaved } from './unsaved.js'
import { createWaiting } from './waiting.js'
import { holding, watchStore } from './watch.js'

export interface SpaceOptions<S extends AnySchema> {
  readonly schema: S
  readonly name: string
  readonly port: EnginePort
  /** Under which the engine applies this space's writes exactly once: unique among all spaces ever made. */
  readonly face: string
  /** For the ids of inserted records. */
  readonly random: RandomBytes
  readonly onError: (error: TorsorError) => void
  /** Who needs the space open. Default: nobody keeps count. */
  readonly lifetime?: Lifetime
  /** Runs a task after the one running now: what the engine tells until then makes one update. Default `queueMicrotask`. */
  readonly defer?: (task: () => void) => void
}

/** A space, and what only its owner may do with it. */
export interface SpaceControl<S extends AnySchema> {
  readonly space: Space<S>
  /** The engine will never answer (again): `ready`, receipts and later calls reject with this. */
  fail(error: TorsorError, connection: Connection): void
  /** What was written before still reaches the engine. */
  close(): Promise<void>
}

export function createSpace<S extends AnySchema>(options: SpaceOptions<S>): SpaceControl<S> {
  const { schema, name, port, face, onError } = options
  const lifetime = options.lifetime ?? unlimited
  const reading = createReading(schema)
  const store = createStore<ViewOf<S>>(() => reading.views)
  const status = createStore<SyncStatus>(() => initialStatus)
  const milestones = { persisted: createMilestone(), synced: createMilestone() }
  const { persisted, synced } = milestones
  const unsaved = createUnsaved()
  let lastNumber = 0
  let isReady = false
  let failure: TorsorError | null = null

  const waiting = createWaiting()
  const isSettled = (): boolean => {
    const { pending, connection, catchingUp } = status.getState()
    // A relay that this device is still catching up with may turn out to lack what another one had acknowledged.
    const isCurrent = connection.state !== 'connected' || catchingUp === null
    return isReady && pending.batches === 0 && isCurrent && synced.isSettled(lastNumber)
  }

  const showStatus = (next: SyncStatus): void => {
    const honest = next.ready === isReady ? next : { ...next, ready: isReady }
    if (honest !== status.getState()) status.setState(honest, true)
  }

  const deliver = (events: readonly EngineEvent[]): void => {
    const changes: Changed[] = []
    const errors: TorsorError[] = []
    let nextStatus = status.getState()
    for (const event of events) {
      switch (event.type) {
        case 'changed':
          changes.push(event)
          break
        case 'ready':
          isReady = true
          break
        case 'status':
          nextStatus = restoreStatus(nextStatus, event.status)
          break
        case 'persisted':
        case 'synced':
          unsaved.forget(event.through)
          // What a relay holds is safe, also where there is no disk.
          persisted.reach(event.through)
          if (event.type === 'synced') synced.reach(event.through)
          break
        case 'rejected': {
          const error = fromErrorRecord(event.error)
          unsaved.drop(event.number)
          reading.drop(event.number)
          persisted.refuse(event.number, error)
          synced.refuse(event.number, error)
          break
        }
        case 'error':
          errors.push(fromErrorRecord(event.error))
          break
        default:
          event satisfies never
      }
    }
    // An engine that begins anew has lost what it had not saved: it goes back into the overlay and to the engine.
    const restart = changes.findLast((event) => event.whole)
    const again = restart === undefined ? [] : unsaved.after(restart.through)
    if (changes.length > 0) reading.change(changes, again)
    for (const write of again) port.write(write)
    // The view first: who hears of readiness or of a receipt finds it up to date.
    if (reading.views !== store.getState()) store.setState(reading.views, true)
    showStatus(nextStatus)
    waiting.check()
    for (const error of errors) onError(error)
  }

  const inbox = createInbox(deliver, options.defer ?? queueMicrotask)
  port.start(inbox.tell, face)

  const stop = (error: TorsorError, connection: Connection): void => {
    failure ??= error
    inbox.close()
    waiting.fail(failure)
    showStatus({ ...status.getState(), connection })
  }

  const mutate = createMutate({
    schema,
    reading,
    random: options.random,
    failure: () => failure,
    commit: (intents, durability) => {
      inbox.catchUp()
      const write = { face, number: lastNumber + 1, intents, durability }
      lastNumber = write.number
      unsaved.keep(write)
      lifetime.demand()
      // On its way while it is shown here.
      port.write(write)
      reading.write(write)
      // Last: a subscriber that throws must not cost the write.
      store.setState(reading.views, true)
      return (milestone) => waiting.until(() => milestones[milestone].has(write.number))
    },
  })

  const watchable = holding(store, lifetime)
  const parts: Omit<Space<S>, 'ready'> = {
    name,
    store: watchable,
    status: holding(status, lifetime),
    mutate,
    watch: (selector, listener, equality) => watchStore(watchable, selector, listener, equality),
    synced: async ({ signal } = {}) => {
      signal?.throwIfAborted()
      const release = lifetime.hold()
      try {
        await waiting.until(isSettled, signal)
      } finally {
        release()
      }
    },
    retain: () => once(lifetime.hold()),
    inspect: async () => {
      if (failure !== null) throw failure
      lifetime.demand()
      return port.inspect()
    },
  }
  const space = withReady(parts, () => {
    lifetime.demand()
    return waiting.until(() => isReady)
  })

  return {
    space,
    fail: stop,
    async close() {
      if (failure === null)
        stop(new TorsorError('client-closed', `The space "${name}" is closed.`, { data: { space: name } }), { state: 'closed' })
      await port.close()
    },
  }
}
