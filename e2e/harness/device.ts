import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BrowserContext, Page } from '@playwright/test'
import type { AnySchema } from '@torsor/core'
import { FaultProxy } from '../proxy/fault-proxy.js'
import { killBrowser, killRenderers } from './processes.js'
import { Tab, type Exposed } from './tab.js'

export interface DeviceOptions {
  readonly name: string
  readonly context: BrowserContext
  /** The app's address, without parameters. */
  readonly origin: string
  readonly parameters: Readonly<Record<string, string>>
  readonly relayPort: number
  /** Where the browser has a profile on the disk, and how it is started there. */
  readonly profile?: Profile
}

export interface Profile {
  readonly folder: string
  readonly launch: () => Promise<BrowserContext>
  /** Firefox, as it runs under test, ends when a page's process does. */
  readonly survivesItsPages: boolean
}

/** A page that takes longer to come than this will not. */
const newPageMs = 10_000
const mostPages = 3

/** In the folder of a profile. */
export const browserLog = 'browser.log'

/** A browser profile of its own, and a line of its own to the relay, which can be cut. */
export class Device<E extends Exposed<AnySchema>> {
  readonly name: string
  readonly proxy: FaultProxy = new FaultProxy()
  readonly #tabs: Tab<E>[] = []
  readonly #options: DeviceOptions
  #context: BrowserContext

  private constructor(options: DeviceOptions) {
    this.name = options.name
    this.#options = options
    this.#context = options.context
  }

  static async make<E extends Exposed<AnySchema>>(options: DeviceOptions): Promise<Device<E>> {
    const device = new Device<E>(options)
    await device.proxy.listen()
    device.proxy.target(options.relayPort)
    return device
  }

  /** Every tab that was ever open here. */
  get tabs(): readonly Tab<E>[] {
    return this.#tabs
  }

  get context(): BrowserContext {
    return this.#context
  }

  get url(): string {
    const parameters = new URLSearchParams({ relay: `ws://127.0.0.1:${this.proxy.port}`, ...this.#options.parameters })
    return `${this.#options.origin}/?${parameters}`
  }

  /** A tab with the app, its space read from the disk. */
  async open(parameters: Readonly<Record<string, string>> = {}): Promise<Tab<E>> {
    const tab = new Tab<E>(await this.#newPage())
    this.#tabs.push(tab)
    await tab.page.goto(`${this.url}&${new URLSearchParams(parameters)}`)
    await tab.ready()
    return tab
  }

  /** A page of the app's origin without the app in it: what is stored can be looked at. */
  async disk(): Promise<Page> {
    const page = await this.#newPage()
    await page.goto(`${this.#options.origin}/nothing-here`)
    return page
  }

  /**
   * Chromium keeps a process ready for the next page. Where that was just killed with the others, before the browser has
   * noticed, the page that it gives to it never comes, and nobody says so: about one in 170, on a busy machine.
   */
  async #newPage(): Promise<Page> {
    for (let tries = 1; ; tries++) {
      const page = await Promise.race([this.#context.newPage(), sleep(newPageMs, null, { ref: false })])
      if (page !== null) return page
      if (tries === mostPages) throw new Error(`${this.name}: the browser opens no page.`)
    }
  }

  /** The browser ends, and starts again on the same profile, after what happens to that meanwhile. */
  async reboot(meanwhile: (profile: string) => Promise<void> = () => Promise.resolve()): Promise<void> {
    await this.#context.close()
    await meanwhile(this.folder)
    this.#context = await this.#profile.launch()
  }

  /** Every page's process is killed, and its worker with it. Resolves when the browser can open another page. */
  async killPages(): Promise<void> {
    const { folder, launch, survivesItsPages } = this.#profile
    const ended = new Promise((resolve) => this.#context.once('close', resolve))
    await killRenderers(folder)
    if (survivesItsPages) {
      for (const page of this.#context.pages()) await page.close().catch(() => undefined)
      return
    }
    await ended
    this.#context = await launch()
  }

  /** The browser is killed in the middle of whatever it does, and starts again on the same profile. */
  async killBrowser(): Promise<void> {
    const { folder, launch } = this.#profile
    const ended = new Promise((resolve) => this.#context.once('close', resolve))
    await killBrowser(folder)
    await ended
    this.#context = await launch()
  }

  /**
   * Whether the browser found its own database corrupted, and deleted it, since it was started: Chromium does so with a
   * LevelDB that fails a checksum, now and then after it was killed, and tells nobody but its log.
   */
  async deletedItsDatabase(): Promise<boolean> {
    const log = await readFile(join(this.folder, browserLog), 'utf8').catch(() => '')
    return log.includes('recovering from a corrupted (and deleted) database')
  }

  /** Where its profile lies. */
  get folder(): string {
    return this.#profile.folder
  }

  get #profile(): Profile {
    const { profile } = this.#options
    if (profile === undefined) throw new Error('Only a durable device survives the end of its browser.')
    return profile
  }

  /** No way to the relay. Neither browser tells a worker when its network goes: its socket breaks, and new ones fail. */
  offline(): void {
    this.proxy.refuse(true)
    this.proxy.cut()
  }

  /** A way again. Resolves when every tab is connected. */
  async online(): Promise<void> {
    this.proxy.refuse(false)
    await this.reconnected()
  }

  /**
   * Resolves when every tab is connected. Whenever one waits for its next try, its page is told what a browser tells
   * when the network comes back, so that no test waits for a back-off.
   */
  async reconnected(): Promise<void> {
    const open = this.#tabs.filter(({ page }) => !page.isClosed())
    await Promise.all(
      open.map((tab) =>
        tab.run(
          ({ space }) =>
            new Promise<void>((resolve) => {
              const look = (): void => {
                const { state } = space.status.getState().connection
                // A turn later: who is told of a status does not change it.
                if (state === 'offline' || state === 'incompatible') setTimeout(() => window.dispatchEvent(new Event('online')))
                if (state !== 'connected') return
                unsubscribe()
                resolve()
              }
              const unsubscribe = space.status.subscribe(look)
              look()
            }),
        ),
      ),
    )
  }

  async dispose(): Promise<void> {
    await this.#context.close()
    await this.proxy.close()
  }
}
