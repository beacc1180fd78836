import { expect } from '@playwright/test'
import type { AnySchema } from '@torsor/core'
import type { RelayInspection, RelayProcess } from './relay-process.js'
import type { Exposed, Tab, TabInspection } from './tab.js'

interface Seen {
  readonly truth: RelayInspection
  readonly tabs: readonly TabInspection[]
}

/**
 * Waits until nothing is pending anywhere and every tab stands at the relay's place; then all must hold the same bytes:
 * what the relay's log folds to, what each tab says the relay confirmed, and what each tab shows.
 */
export async function expectConverged(
  tabs: readonly Tab<Exposed<AnySchema>>[],
  relay: Pick<RelayProcess, 'inspect'>,
  space: string,
): Promise<RelayInspection> {
  const wait: { seen: Seen | null } = { seen: null }
  await expect
    .poll(
      async () => {
        for (const tab of tabs) await tab.synced()
        const truth = await relay.inspect(space)
        const inspected = await Promise.all(tabs.map((tab) => tab.inspect()))
        // A device that has just met another relay looks synced until it has read that this one knows nothing of it.
        const pending = await Promise.all(tabs.map(async (tab) => (await tab.status()).pending))
        wait.seen = { truth, tabs: inspected }
        return inspected.map(({ nonce, position }, index) => ({
          late: nonce === truth.nonce ? truth.position - position : null,
          pending: pending[index],
        }))
      },
      { message: 'every tab stands where the relay does', intervals: [20, 50, 100, 200], timeout: 20_000 },
    )
    .toEqual(tabs.map(() => ({ late: 0, pending: 0 })))
  const { seen } = wait
  if (seen === null) throw new Error('Nothing was seen.')
  const { truth } = seen
  expect(truth.position, 'the relay has heard something').toBeGreaterThan(0)
  for (const [index, { reference, read, digest }] of seen.tabs.entries()) {
    const name = `tab ${index + 1} of ${tabs.length}`
    expect(digest, `digest of ${name}`).toBe(truth.digest)
    expect(reference, `reference of ${name}`).toBe(truth.state)
    expect(read, `what ${name} shows`).toBe(truth.state)
  }
  return truth
}
