import type { TorsorError } from '@torsor/core'
import type { ReplicaStore } from '@torsor/store'
import { pause } from '../world/pause.js'
import type { Clock } from '../world/ports.js'
import { asStorageError } from './as-storage-error.js'
import { loadReplica, setAside, type LoadedReplica } from './load.js'

/** Between two tries to read a disk that cannot be read. */
const RETRY_MS = 1_000

export interface DiskReaderListener {
  /** Everything was read again. False: that was too early, and has to be done once more. */
  adopt(loaded: LoadedReplica): boolean
  failed(error: TorsorError): void
  /** The disk could not be read until nobody waited for it any more. */
  gaveUp(): void
}

/** Reads all that a replica has on its disk. Damaged rows are set aside and reported; the rest loads. */
export class DiskReader {
  readonly #store: ReplicaStore
  readonly #clock: Clock
  readonly #listener: DiskReaderListener
  #running: Promise<void> | null = null
  #closing = false
  #endPause: () => void = () => undefined

  constructor(store: ReplicaStore, clock: Clock, listener: DiskReaderListener) {
    this.#store = store
    this.#clock = clock
    this.#listener = listener
  }

  /** Everything is being read again: resolves when it is adopted. */
  get running(): Promise<void> | null {
    return this.#running
  }

  async read(): Promise<LoadedReplica> {
    const loaded = await loadReplica(this.#store, () => pause(this.#clock, 0))
    for (const damage of loaded.damages) this.#listener.failed(damage.error)
    const revision = await setAside(this.#store, loaded.damages, this.#clock.now())
    // What another tab committed in between is in neither: it will be read.
    return revision === loaded.revision + 1 ? { ...loaded, revision } : loaded
  }

  /** Reads for the listener to adopt; a disk that cannot be read is tried until it can be. */
  readAgain(): Promise<void> {
    this.#running ??= this.#readUntilAdopted().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  /** Nothing waits for a disk that cannot be read any more. */
  close(): void {
    this.#closing = true
    this.#endPause()
  }

  async #readUntilAdopted(): Promise<void> {
    for (let told = false; ; told = true) {
      try {
        if (this.#listener.adopt(await this.read())) return
      } catch (error) {
        if (!told) this.#listener.failed(asStorageError(error))
        if (this.#closing) return this.#listener.gaveUp()
        await this.#pause()
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#endPause = resolve
      this.#clock.after(RETRY_MS, resolve)
    })
  }
}
