import { TorsorError, type AnySchema } from '@torsor/core'
import { openIndexedDb, openMemory, type ReplicaStore } from '@torsor/store'
import {
  decodeArchive,
  encodeArchive,
  keepPending,
  migrateArchive,
  readForArchive,
  writeFromArchive,
  type ArchivedRow,
} from '../archive/index.js'
import { Link } from '../driver/link.js'
import type { EnginePort } from '../space/engine-port.js'
import { migrations } from '../storage/migrations/index.js'
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
  /** Deletes what this device holds of this user's spaces. Throws `unsynced-edits` while there are any, unless told what becomes of them. */
  erase(options: EraseOptions): Promise<void>
  /** All that is stored of this user's spaces, what is pending included. */
  export(): Promise<Uint8Array>
  /**
   * Brings back what was exported, here or elsewhere, by this release or an earlier one. Throws `storage-incompatible` for
   * what a newer one exported, `bytes-malformed` for anything else, and takes nothing of it.
   */
  import(archive: Uint8Array): Promise<void>
}

export interface EraseOptions {
  /** Edits that no relay has are deleted, too. */
  readonly evenUnsynced?: boolean
  /** They stay, and go out when the space is opened again. */
  readonly keepPending?: boolean
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

  const storageNameOf = (space: string): string => `${prefix}${encodeURIComponent(space)}`
  const spaceOf = (storageName: string): string => decodeURIComponent(storageName.slice(prefix.length))

  /** The names of all of this user's storages, as far as they can be known. */
  const stored = async (): Promise<ReadonlySet<string>> => {
    for (const name of await world.storageNames()) if (name.startsWith(prefix)) used.add(name)
    return used
  }

  const onStore = async <T>(name: string, task: (store: ReplicaStore) => Promise<T>): Promise<T> => {
    const store = await world.openStore(name, { migrations })
    try {
      return await task(store)
    } finally {
      await store.close()
    }
  }

  const closeAll = async (): Promise<void> => {
    await Promise.all([...engines].map((engine) => engine.close()))
    engines.clear()
  }

  return {
    open(space) {
      const storageName = storageNameOf(space)
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
    async erase({ evenUnsynced = false, keepPending: keeps = false }) {
      const pending = (await Promise.all([...engines].map((engine) => engine.pendingBatches()))).reduce((sum, batches) => sum + batches, 0)
      if (pending > 0 && !evenUnsynced && !keeps) {
        throw new TorsorError('unsynced-edits', `${pending} batches are at no relay yet; erasing would lose them`, {
          data: { pending },
        })
      }
      await closeAll()
      for (const name of await stored()) {
        const store = await world.openStore(name, { migrations })
        if (keeps && (await keepPending(store))) await store.close()
        else await store.erase()
      }
      used.clear()
    },
    async export() {
      const rows: ArchivedRow[] = []
      const open = new Map([...engines].map((engine) => [engine.storageName, engine]))
      for (const name of await stored()) {
        const engine = open.get(name)
        rows.push(...(engine === undefined ? await onStore(name, (store) => readForArchive(store, spaceOf(name))) : await engine.archive()))
      }
      return encodeArchive(rows)
    },
    async import(archive) {
      const spaces = new Map<string, ArchivedRow[]>()
      const { version, rows: all } = decodeArchive(archive)
      for (const row of all) {
        const rows = spaces.get(row.space)
        if (rows === undefined) spaces.set(row.space, [row])
        else rows.push(row)
      }
      for (const [space, rows] of spaces) {
        const name = storageNameOf(space)
        used.add(name)
        const current = await migrateArchive(rows, version, migrations)
        await onStore(name, (store) => writeFromArchive(store, current))
        for (const engine of engines) if (engine.storageName === name) await engine.readAgain()
      }
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
    openStore: openIndexedDb,
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
