import type { Browser } from '@playwright/test'
import { WebKitPage } from './page.js'
import { Session } from './session.js'

class WebKitContext {
  readonly #session: Session
  readonly #pages: WebKitPage[] = []

  constructor(session: Session) {
    this.#session = session
  }

  async newPage(): Promise<WebKitPage> {
    const page = new WebKitPage(this.#session, await this.#session.open())
    this.#pages.push(page)
    return page
  }

  pages(): readonly WebKitPage[] {
    return this.#pages.filter((page) => !page.isClosed())
  }

  close(): Promise<void> {
    return this.#session.close()
  }
}

/** WebKitGTK, as far as the specs that are tagged for it use a browser; the rest of what is asked of it fails by name. */
export function webKitBrowser(): Browser {
  const browser = {
    newContext: async () => new WebKitContext(await Session.start()),
    browserType: () => ({ name: () => 'webkit' }),
    close: () => Promise.resolve(),
  }
  return browser as unknown as Browser
}
