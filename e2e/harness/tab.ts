import type { ConsoleMessage, JSHandle, Page } from '@playwright/test'
import type { AnySchema } from '@torsor/core'
import type { Space } from '@torsor/client'

/** What a built app puts on `window` for tests. */
export interface Exposed<S extends AnySchema> {
  readonly space: Space<S>
}

/** A replica as its tab sees it, in hex. */
export interface TabInspection {
  readonly reference: string
  readonly read: string
  readonly digest: string
  readonly nonce: string | null
  readonly position: number
}

export interface TabStatus {
  readonly connection: string
  readonly reason: string | null
  readonly pending: number
  readonly catchingUp: boolean
  readonly lastSyncedAt: number | null
  readonly durability: string
  readonly role: string
}

/** One page of a device, with the app in it. */
export class Tab<E extends Exposed<AnySchema>> {
  readonly page: Page
  readonly #complaints: string[] = []

  constructor(page: Page) {
    this.page = page
    page.on('pageerror', (error) => this.#complaints.push(`uncaught: ${error.message}`))
    page.on('console', (message: ConsoleMessage) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#complaints.push(`${message.type()}: ${message.text()}`)
    })
  }

  /** Everything the page complained of; a failed test shows it. */
  get complaints(): readonly string[] {
    return this.#complaints
  }

  /** Waits until the app is up and its space has been read from the disk. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() => '__torsor' in window)
    await this.run(async ({ space }) => {
      await space.ready
    })
  }

  /** Runs `task` in the page, on what the app exposes there. */
  async run<R, A = undefined>(task: (exposed: E, argument: A) => R | Promise<R>, argument?: A): Promise<Awaited<R>> {
    const exposed = (await this.page.evaluateHandle('window.__torsor')) as JSHandle<E>
    try {
      // Playwright types an absent argument as one of its own.
      return await exposed.evaluate(task as (exposed: E, argument: unknown) => R, argument)
    } finally {
      await exposed.dispose()
    }
  }

  status(): Promise<TabStatus> {
    return this.run(({ space }) => {
      const { connection, pending, catchingUp, lastSyncedAt, durability, role } = space.status.getState()
      return {
        connection: connection.state,
        reason: connection.state === 'offline' ? connection.reason : null,
        pending: pending.batches,
        catchingUp: catchingUp !== null,
        lastSyncedAt,
        durability,
        role,
      }
    })
  }

  /** Resolves when the status is so; the status tells of every change, so nothing is missed in between. */
  async until(wanted: Partial<TabStatus>): Promise<void> {
    await this.run(
      ({ space }, wanted) =>
        new Promise<void>((resolve) => {
          const check = (): boolean => {
            const { connection, pending, catchingUp, lastSyncedAt, durability, role } = space.status.getState()
            const reason = connection.state === 'offline' ? connection.reason : null
            const now: Record<string, unknown> = {
              connection: connection.state,
              reason,
              pending: pending.batches,
              catchingUp: catchingUp !== null,
              lastSyncedAt,
              durability,
              role,
            }
            return Object.entries(wanted).every(([key, value]) => now[key] === value)
          }
          if (check()) return resolve()
          const unsubscribe = space.status.subscribe(() => {
            if (!check()) return
            unsubscribe()
            resolve()
          })
        }),
      wanted,
    )
  }

  /** Connected and caught up: what is edited now goes out at once. */
  live(): Promise<void> {
    return this.until({ connection: 'connected', catchingUp: false })
  }

  /** Nothing of this device waits for a relay any more. */
  synced(): Promise<void> {
    return this.run(async ({ space }) => {
      await space.synced()
    })
  }

  inspect(): Promise<TabInspection> {
    return this.run(async ({ space }) => {
      const { reference, read, digest, nonce, position } = await space.inspect()
      const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
      return { reference: hex(reference), read: hex(read), digest, nonce, position }
    })
  }
}
