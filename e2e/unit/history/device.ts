import { createReplica, memoryStore, type Replica, type ReplicaStorage, type SyncStatus } from '@torsor/replica'
import { schema } from '../../fixture/src/schema.js'
import { FaultProxy } from '../../proxy/fault-proxy.js'

export type Tab = Replica<typeof schema>

/** One storage with one or more replicas on it, as a browser's tabs are, behind a line that fails. */
export class NodeDevice {
  readonly proxy: FaultProxy
  readonly errors: string[] = []
  readonly tabs: Tab[] = []
  readonly #space: string
  readonly #storage: ReplicaStorage = memoryStore()
  #offline = false

  private constructor(proxy: FaultProxy, space: string) {
    this.proxy = proxy
    this.#space = space
  }

  static async start(relayPort: number, space = 'history'): Promise<NodeDevice> {
    const proxy = new FaultProxy()
    await proxy.listen()
    proxy.target(relayPort)
    const device = new NodeDevice(proxy, space)
    await device.openTab()
    return device
  }

  get offline(): boolean {
    return this.#offline
  }

  async openTab(): Promise<void> {
    const tab = createReplica({
      schema,
      space: this.#space,
      relay: `ws://127.0.0.1:${this.proxy.port}`,
      store: this.#storage,
      onError: ({ code, message }) => this.errors.push(`${code}: ${message}`),
    })
    // Held: nobody subscribes to it between the steps of a history.
    tab.retain()
    await tab.ready
    this.tabs.push(tab)
  }

  /** The longest open one: it leads. */
  async closeTab(): Promise<void> {
    await this.tabs.shift()?.close()
  }

  goOffline(): void {
    this.#offline = true
    this.proxy.refuse(true)
    this.proxy.cut()
  }

  goOnline(): void {
    this.#offline = false
    this.proxy.refuse(false)
  }

  /** Resolves when nothing of this device waits for a relay. */
  async synced(): Promise<void> {
    for (const tab of this.tabs) await tab.synced()
  }

  /** Resolves when every tab knows that this device is connected and has caught up. */
  live(): Promise<void> {
    return this.#until(({ connection, catchingUp }) => connection.state === 'connected' && catchingUp === null)
  }

  /** Resolves when this device has once held what the relay held. */
  adopted(): Promise<void> {
    return this.#until(({ lastSyncedAt }) => lastSyncedAt !== null)
  }

  async #until(holds: (status: SyncStatus) => boolean): Promise<void> {
    for (const { status } of this.tabs) {
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (!holds(status.getState())) return
          unsubscribe()
          resolve()
        }
        const unsubscribe = status.subscribe(look)
        look()
      })
    }
  }

  async dispose(): Promise<void> {
    while (this.tabs.length > 0) await this.closeTab()
    await this.proxy.close()
  }
}
