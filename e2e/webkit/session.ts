import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Builder, Capabilities, type WebDriver } from 'selenium-webdriver'

/** Debian's `webkit2gtk-driver`. */
const driverPath = '/usr/bin/WebKitWebDriver'
const browserPaths = ['4.1', '4.0'].map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** One browser with a profile of its own, which ends with it. A driver can only have one at a time. */
export class Session {
  readonly #driver: WebDriver
  readonly #process: ChildProcess
  /** A window is looked at, then asked: nothing else may come between. */
  #line: Promise<unknown> = Promise.resolve()

  private constructor(driver: WebDriver, process: ChildProcess) {
    this.#driver = driver
    this.#process = process
  }

  static async start(): Promise<Session> {
    const port = await freePort()
    const process = spawn(driverPath, [`--port=${port}`], { stdio: 'ignore' })
    const failed = once(process, 'error').then(([error]) => Promise.reject(error as Error))
    const server = `http://127.0.0.1:${port}`
    await Promise.race([listening(server), failed])
    for (const binary of browserPaths) {
      const options = { binary, args: ['--automation'] }
      const capabilities = new Capabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options })
      const driver = await new Builder()
        .usingServer(server)
        .withCapabilities(capabilities)
        .build()
        .catch(() => null)
      if (driver !== null) return new Session(driver, process)
    }
    process.kill()
    throw new Error(`WebKitWebDriver found no browser at ${browserPaths.join(' or ')}.`)
  }

  /** Another window, for the page of a tab that is not the selected one is hidden; its name. */
  open(): Promise<string> {
    return this.#inTurn(async () => {
      await this.#driver.switchTo().newWindow('window')
      return this.#driver.getWindowHandle()
    })
  }

  /** In one tab, while nothing is done in another. */
  within<T>(window: string, action: (driver: WebDriver) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      await this.#driver.switchTo().window(window)
      return action(this.#driver)
    })
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#driver.quit())
    this.#process.kill()
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#line.then(action)
    this.#line = result.catch(() => undefined)
    return result
  }
}

async function listening(server: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const response = await fetch(`${server}/status`).catch(() => null)
    if (response?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('WebKitWebDriver does not answer.')
}
