import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base, type Browser, type BrowserContext, type BrowserType, type TestInfo } from '@playwright/test'
import type { AnySchema } from '@torsor/core'
import type { schema as stockroomSchema } from '../../apps/stockroom/src/replica/schema'
import type { Exposed as FixtureExposed } from '../fixture/src/replica.js'
import { webKitBrowser } from '../webkit/browser.js'
import { browserLog, Device } from './device.js'
import { built, type AppName } from './paths.js'
import { RelayProcess } from './relay-process.js'
import { StaticServer } from './static-server.js'
import type { Exposed } from './tab.js'

export interface ExposedBy {
  readonly stockroom: Exposed<typeof stockroomSchema>
  readonly fixture: FixtureExposed
}

export interface NewDevice {
  readonly parameters?: Readonly<Record<string, string>>
  /** A profile on the disk, which outlives its browser. */
  readonly durable?: boolean
  /** Default: the world's own. */
  readonly relay?: RelayProcess
}

type AnyDevice = Pick<Device<Exposed<AnySchema>>, 'name' | 'tabs' | 'dispose'>

/** What one test has to itself: a relay, a space, hosts for the apps, and devices. */
export class World {
  readonly space: string
  readonly relay: RelayProcess
  readonly #browser: Browser
  readonly #info: TestInfo
  readonly #sites = new Map<AppName, StaticServer>()
  readonly #relays: RelayProcess[]
  readonly #devices: AnyDevice[] = []
  readonly #folders: string[] = []

  constructor(browser: Browser, info: TestInfo, relay: RelayProcess) {
    this.#browser = browser
    this.#info = info
    this.relay = relay
    this.#relays = [relay]
    this.space = `space ${info.testId}`
  }

  async newRelay(options: readonly string[] = []): Promise<RelayProcess> {
    const relay = await RelayProcess.start(options)
    this.#relays.push(relay)
    return relay
  }

  async site(app: AppName): Promise<StaticServer> {
    const known = this.#sites.get(app)
    if (known !== undefined) return known
    const site = new StaticServer(built[app])
    await site.start()
    this.#sites.set(app, site)
    return site
  }

  async device<A extends AppName>(
    app: A,
    { parameters = {}, durable = false, relay = this.relay }: NewDevice = {},
  ): Promise<Device<ExposedBy[A]>> {
    const { origin } = await this.site(app)
    const folder = durable ? await this.#newFolder() : null
    const device = await Device.make<ExposedBy[A]>({
      name: `device ${this.#devices.length + 1}`,
      context: folder === null ? await this.#browser.newContext() : await this.#launch(folder),
      origin,
      parameters: { inspect: '', space: this.space, ...parameters },
      relayPort: relay.port,
      ...(folder === null
        ? {}
        : { profile: { folder, launch: () => this.#launch(folder), survivesItsPages: this.#browser.browserType().name() !== 'firefox' } }),
    })
    this.#devices.push(device)
    return device
  }

  /** A browser on a profile of the disk. */
  #launch(folder: string): Promise<BrowserContext> {
    const type: BrowserType = this.#browser.browserType()
    const { channel, launchOptions } = this.#info.project.use
    const logging = type.name() === 'chromium' ? ['--enable-logging', `--log-file=${join(folder, browserLog)}`] : []
    const args = [...(launchOptions?.args ?? []), ...logging]
    return type.launchPersistentContext(folder, { ...launchOptions, args, ...(channel === undefined ? {} : { channel }) })
  }

  async dispose(): Promise<void> {
    await this.#report()
    for (const device of this.#devices) await device.dispose()
    for (const relay of this.#relays) await relay.dispose()
    for (const site of this.#sites.values()) await site.stop()
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true })
  }

  /** What helps to find out why: only where something failed. */
  async #report(): Promise<void> {
    if (this.#info.status === this.#info.expectedStatus) return
    for (const { name, tabs } of this.#devices) {
      for (const [index, tab] of tabs.entries()) {
        const status = tab.page.isClosed() ? 'closed' : await Promise.race([tab.status(), silence(2_000)]).catch(String)
        const body = [JSON.stringify(status), ...tab.complaints].join('\n')
        await this.#info.attach(`${name}, tab ${index + 1}`, { body, contentType: 'text/plain' })
      }
    }
    for (const [index, { log }] of this.#relays.entries()) {
      await this.#info.attach(`log of relay ${index + 1}`, { body: log, contentType: 'text/plain' })
    }
  }

  async #newFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'torsor-device-'))
    this.#folders.push(folder)
    return folder
  }
}

function silence(milliseconds: number): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('does not answer'), milliseconds).unref()
  })
}

const withBrowser =
  process.env['TORSOR_WEBKIT'] === undefined
    ? base
    : base.extend<object, { browser: Browser }>({
        // Playwright wants what a fixture needs as a pattern, also when it needs nothing.
        // oxlint-disable-next-line no-empty-pattern
        browser: [({}, use) => use(webKitBrowser()), { scope: 'worker' }],
      })

export const test = withBrowser.extend<{ world: World }>({
  world: async ({ browser }, use, info) => {
    const world = new World(browser, info, await RelayProcess.start())
    await use(world)
    await world.dispose()
  },
})

export { expect }
