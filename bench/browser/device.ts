import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type JSHandle, type Page } from 'playwright'
import type { TorsorPage } from './pages/torsor/main.js'
import type { YjsPage } from './pages/yjs/main.js'

// The system's own browser where there is one (Debian's package); otherwise the one that Playwright downloads.
const executable = '/usr/bin/chromium'

export interface TorsorParameters {
  readonly relay: string
  readonly space: string
  /** Default: a window of rows. */
  readonly view?: 'rows' | 'none'
}

/** A browser with a profile on the disk: an ordinary Playwright context would keep IndexedDB in memory. */
export class Device {
  readonly #folder: string
  readonly #origin: string
  #context: BrowserContext

  private constructor(folder: string, origin: string, context: BrowserContext) {
    this.#folder = folder
    this.#origin = origin
    this.#context = context
  }

  static async make(origin: string): Promise<Device> {
    const folder = await mkdtemp(join(tmpdir(), 'torsor-bench-'))
    return new Device(folder, origin, await launch(folder))
  }

  async version(): Promise<string> {
    const page = await this.#context.newPage()
    const { product } = await (await this.#context.newCDPSession(page)).send('Browser.getVersion')
    return product
  }

  async torsor(parameters: TorsorParameters): Promise<Tab<TorsorPage>> {
    return tabOf<TorsorPage>(await this.#open('torsor', { view: 'rows', ...parameters }))
  }

  /** `store`: the name of the database; empty: none. */
  async yjs(parameters: { readonly store: string }): Promise<Tab<YjsPage>> {
    return tabOf<YjsPage>(await this.#open('yjs', parameters))
  }

  /** The browser ends and starts again on the same profile: nothing of the disk is in its memory any more. */
  async restart(): Promise<void> {
    await this.#context.close()
    this.#context = await launch(this.#folder)
  }

  async close(): Promise<void> {
    await this.#context.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #open(name: string, parameters: Readonly<Record<string, string>>): Promise<Page> {
    const page = await this.#context.newPage()
    await page.goto(`${this.#origin}/${name}.html?${new URLSearchParams(parameters)}`, { waitUntil: 'commit' })
    // The module at the end of the document has run.
    await page.waitForFunction(() => 'page' in window)
    return page
  }
}

/** A page of the bench. */
export interface Tab<P> {
  readonly page: Page
  /** Calls what the page exposes. */
  readonly exposed: JSHandle<P>
}

async function tabOf<P>(page: Page): Promise<Tab<P>> {
  return { page, exposed: await page.evaluateHandle(() => (window as unknown as { page: P }).page) }
}

function launch(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    ...(existsSync(executable) ? { executablePath: executable } : {}),
    // Root has no sandbox; what runs here is only our own pages.
    chromiumSandbox: false,
    args: ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })
}
