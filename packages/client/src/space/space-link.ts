import { toErrorRecord, type TorsorError } from '@torsor/core'
import type { EngineEvent, EnginePort, StatusRecord } from '@torsor/replica/space'
import { asTorsorError, unwrap } from '../channel/answer.js'
import { within } from '../link/deadline.js'
import { clientClosed, workerSilent } from '../link/failure.js'
import type { RunningWorker } from '../link/boot.js'
import type { WorkerLink } from '../link/worker-link.js'
import type { PageWorld } from '../page/world.js'
import { createIntroduction, type Introduction } from './introduction.js'
import { createSpaceStream, type SpaceStream } from './space-stream.js'

/** The engine of one space, in whichever worker runs: it may be opened and closed many times, and the worker may die between. */
export interface SpaceLink extends EnginePort {
  open(): void
}

export interface SpaceLinkOptions {
  readonly name: string
  readonly worker: WorkerLink
  readonly world: PageWorld
  /** Unique per opening, among all spaces of a client. */
  readonly nextId: () => number
  readonly onWrite: () => void
  /** No worker will ever come. */
  readonly onFailed: (error: TorsorError) => void
}

const callMs = 10_000

export function createSpaceLink({ name, worker, world, nextId, onWrite, onFailed }: SpaceLinkOptions): SpaceLink {
  let listener: (event: EngineEvent) => void = () => undefined
  let face = ''
  let leave: (() => void) | null = null
  let closing: Promise<void> = Promise.resolve()
  let opened: { readonly id: number; readonly stream: SpaceStream; readonly introduction: Introduction } | null = null
  let viewIsFull = false
  let lastStatus: StatusRecord | null = null
  const earlier = { written: 0, synced: 0, stays: [] as [number, number][] }
  let inMemory: number | undefined

  const tell = (events: readonly EngineEvent[]): void => {
    for (const event of events) {
      if (event.type === 'ready') {
        viewIsFull = true
        inMemory = event.inMemory
      }
      if (event.type === 'status') lastStatus = event.status
      if (event.type === 'persisted') worker.thrives()
      // A worker that begins anew may not know of all of it.
      if (event.type === 'synced') earlier.synced = Math.max(event.through, earlier.synced)
      listener(event)
    }
  }

  const up = async ({ api, gone }: RunningWorker): Promise<void> => {
    // One engine per space and worker: the one before must have let go of its storage.
    await closing
    if (leave === null || gone.aborted) return
    const { port1, port2 } = new MessageChannel()
    const introduction = createIntroduction(viewIsFull)
    const stream = createSpaceStream(port1, (events) => tell(introduction.take(events)))
    const id = nextId()
    // What a worker without a disk had may have been sent.
    if (inMemory !== undefined) earlier.stays.push([inMemory, earlier.written])
    opened = { id, stream, introduction }
    try {
      const opening = api.open(id, name, face, earlier, port2)
      unwrap(await within(opening, { milliseconds: callMs, after: world.after, late: () => workerSilent(callMs), signal: gone }))
    } catch (error) {
      // A worker that died says so itself, once for all its spaces.
      if (!gone.aborted) tell([{ type: 'error', error: toErrorRecord(asTorsorError(error)) }])
    }
  }

  const down = (attempt: number): void => {
    opened?.stream.abandon()
    opened = null
    // Whatever it was before, it is not that now.
    if (lastStatus !== null) tell([{ type: 'status', status: { ...lastStatus, connection: { state: 'connecting', attempt } } }])
  }

  return {
    start(next, of = '') {
      listener = next
      face = of
    },
    open() {
      leave ??= worker.use({ up: (running) => void up(running), down, failed: onFailed })
    },
    write(request) {
      earlier.written = request.number
      onWrite()
      // Before the introduction the face still has this write, and sends it again when it is told `whole`.
      if (opened?.introduction.isOver === true) opened.stream.write(request)
    },
    inspect() {
      return worker.call(async (api) => {
        await closing
        if (opened === null) throw clientClosed()
        return api.inspect(opened.id)
      }, callMs)
    },
    reauthenticate() {
      opened?.stream.reauthenticate()
    },
    async close() {
      leave?.()
      leave = null
      const ending = opened
      opened = null
      const running = worker.current
      if (ending === null || running === null) return closing
      closing = within(ending.stream.close(), {
        milliseconds: callMs,
        after: world.after,
        late: () => workerSilent(callMs),
        signal: running.gone,
      })
        // Late or dead: either way there is nobody left to wait for.
        .catch(() => undefined)
        .finally(() => ending.stream.abandon())
      return closing
    },
  }
}
