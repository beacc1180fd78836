import { TorsorError, type AnySchema } from '@torsor/core'
import { openIndexedDb, openMemory } from '@torsor/store'
import { Link } from '../driver/link.js'
import type { EnginePort } from '../space/engine-port.js'
import { browserChannels, browserLocks, browserStorage, openWebSocket, systemClock, systemRandomness } from '../world/browser-world.js'
import type { OpenSocket } from '../world/ports.js'
import type { EngineWorld, SpaceOptions } from './options.js'
import { SpaceEngine } from './space-engine.js'

export interface EngineHostOptions {
  readonly schema: AnySchema
  /** ws: or wss: URL of the relay. */
  readonly relay: string
  /** One namespace of local storage per signed-in user. */
  readonly user: string | null
  /** Asked whenever a token is needed. Null: none. */
  readonly token: (request: { readonly space: string }) => Promise<string | null>
  readonly checkpointAfter?: SpaceOptions['checkpointAfter']
  readonly foldAfter?: SpaceOptions['foldAfter']
}

/** Everything one worker (or process) holds: one socket for all its spaces, one engine per space. */
export interface EngineHost {
  open(space: string): EnginePort
  setVisible(visible: boolean): void
  setOnline(online: boolean): void
  /** What was written before is on the disk when it resolves. */
  close(): Promise<void>
  /** Deletes what this device holds of this user's spaces. Throws `unsynced-edits` while there are any, unless told to. */
  erase(options: { readonly evenUnsynced: boolean }): Promise<void>
}

export interface HostWorld extends EngineWorld {
  readonly openSocket: OpenSocket
  /** Names of storages that exist, as far as this can be known. */
  readonly storageNames: () => Promise<readonly string[]>
}

export function createHost(options: EngineHostOptions, world: HostWorld): EngineHost {
  const link = new Link(options.relay, world.openSocket, world.clock)
  const engines = new Set<SpaceEngine>()
  const prefix = `torsor:${encodeURIComponent(options.user ?? '')}:`
  const used = new Set<string>()
  let visible = true
  let online = true

  const closeAll = async (): Promise<void> => {
    await Promise.all([...engines].map((engine) => engine.close()))
    engines.clear()
  }

  return {
    open(space) {
      const storageName = `${prefix}${encodeURIComponent(space)}`
      used.add(storageName)
      const engine: SpaceEngine = new SpaceEngine({
        schema: options.schema,
        space,
        storageName,
        world,
        link,
        checkpointAfter: options.checkpointAfter,
        foldAfter: options.foldAfter,
        isVisible: () => visible,
        isOnline: () => online,
        requestToken: () => options.token({ space }),
        onClose: () => engines.delete(engine),
      })
      engines.add(engine)
      return engine
    },
    setVisible(now) {
      visible = now
      for (const engine of engines) engine.setVisible(now)
    },
    setOnline(now) {
      online = now
      for (const engine of engines) engine.setOnline(now)
    },
    async close() {
      await closeAll()
      link.close()
    },
    async erase({ evenUnsynced }) {
      const pending = (await Promise.all([...engines].map((engine) => engine.pendingBatches()))).reduce((sum, batches) => sum + batches, 0)
      if (pending > 0 && !evenUnsynced) {
        throw new TorsorError('unsynced-edits', `${pending} batches of edits are not at a relay yet; erasing would lose them`, {
          data: { pending },
        })
      }
      await closeAll()
      for (const name of await world.storageNames()) if (name.startsWith(prefix)) used.add(name)
      for (const name of used) await (await world.openStore(name)).erase()
      used.clear()
    },
  }
}

/** The world of a browser's worker: IndexedDB, Web Locks, BroadcastChannel, WebSocket. */
export function createBrowserHost(options: EngineHostOptions): EngineHost {
  return createHost(options, {
    clock: systemClock,
    random: systemRandomness,
    locks: browserLocks(),
    openChannel: browserChannels(),
    openStore: (name) => openIndexedDb(name),
    openFallbackStore: openMemory,
    estimateStorage: browserStorage,
    openSocket: openWebSocket,
    async storageNames() {
      // Firefox before 126 cannot list databases; then those opened here are all that is known.
      if (typeof indexedDB.databases !== 'function') return []
      return (await indexedDB.databases()).flatMap(({ name }) => (name === undefined ? [] : [name]))
    },
  })
}
