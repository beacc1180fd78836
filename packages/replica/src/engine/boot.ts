import { TorsorError } from '@torsor/core'
import type { ReplicaStore } from '@torsor/store'
import { initialIdentity, readIdentity } from '../storage/layout.js'
import { storageVersion } from '../storage/migrations/index.js'
import { patiently } from '../storage/patiently.js'
import { enter, type Presence } from '../tabs/presence.js'
import { noteColumns } from '../transactions/declare.js'
import { sweepFaces } from '../transactions/sweep-faces.js'
import { createTabProtocol, type TabProtocol } from './tab-protocol.js'
import { createViewFeed, type ViewFeed } from './view-feed.js'
import type { EngineEvent } from '../space/engine-port.js'
import { assemble, type Parts, type SpaceEngineOptions, type TabMessage } from './parts.js'
import type { SpaceOptions } from './options.js'
import { SpaceCore } from './space-core.js'
import type { StatusBoard } from './status-board.js'

export interface Running extends Parts {
  readonly feed: ViewFeed
  readonly tabs: TabProtocol
}

/**
 * Takes a place among the tabs on the storage. The first one writes under a new id; what is there keeps its own (rule 1).
 * Nothing is put where deleting does: a full disk can still be opened.
 */
export function enterStorage({ world, storageName }: SpaceOptions, store: ReplicaStore, face: string | null): Promise<Presence> {
  return enter(world.locks, storageName, () =>
    patiently(world.clock, () =>
      store.write('relaxed', async (writer) => {
        const identity = await readIdentity(writer)
        if (identity !== initialIdentity) writer.delete('meta', 'identity')
        await sweepFaces(writer, world.clock.now(), face)
      }),
    ),
  )
}

export interface BootListener {
  emit(event: EngineEvent): void
  failed(error: TorsorError): void
  /** The disk is to be given up. */
  stranded(): void
}

/** Opens a space on a storage, up to where writes can be taken and others be met. Throws when the storage cannot be read. */
export async function boot(
  options: SpaceEngineOptions,
  store: ReplicaStore,
  face: string | null,
  board: StatusBoard,
  { emit, failed, stranded }: BootListener,
): Promise<Running> {
  const { world, storageName } = options
  const { clock } = world
  const presence = await enterStorage(options, store, face)
  let running: Running | null = null
  const core = new SpaceCore(options, store, {
    changed: () => running?.feed.edited(),
    failed,
    stranded,
    torn: () => running?.driver.tell({ type: 'overtaken', generation: running.driver.state.generation }),
  })
  // What tabs of another version tell is of rows that this one cannot read.
  const channel = world.openChannel(`${storageName}:${storageVersion}`, (message) => {
    running?.tabs.hear(message as TabMessage)
  })
  core.neighbours.connect(channel, presence.first)
  const changed = (): void => running?.feed.changed()
  const parts = assemble(options, { core, presence, channel }, board, { emit, changed, failed })
  const feed = createViewFeed({ parts, board, clock, emit })
  const tabs = createTabProtocol(parts, board, clock)
  running = { ...parts, feed, tabs }
  try {
    // Before the disk is read: from then on the others tell what they change.
    tabs.greet()
    await patiently(clock, () => core.load())
    await patiently(clock, () => noteColumns(store, options.schema)).catch(unlessRetryable)
    if (face !== null) await patiently(clock, () => parts.writer.begin(face))
    tabs.announce()
    return running
  } catch (error) {
    leave(running)
    throw error
  }
}

/** A disk that is full can be read all the same, and takes nothing that it would have to tell the columns of. */
function unlessRetryable(error: unknown): void {
  if (!(error instanceof TorsorError) || error.retryable) throw error
}

/** Ends all that is under way. `flushes`: what was written and lies nowhere yet is stored first. */
export async function halt(running: Running, flushes: boolean): Promise<void> {
  const { core, writer, tabs, feed, driver, leadership } = running
  tabs.close()
  feed.close()
  driver.close()
  leadership.close()
  core.prepareClose()
  if (flushes) await writer.flush()
  await core.queue.drain()
  leave(running)
}

function leave({ core, presence }: Running): void {
  core.close()
  presence.leave()
}
