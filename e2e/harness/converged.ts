import { expect } from '@playwright/test'
import type { AnySchema } from '@torsor/core'
import type { RelayInspection, RelayProcess } from './relay-process.js'
import type { Exposed, Tab } from './tab.js'

/**
 * Waits until nothing is pending anywhere and every tab stands at the relay's place; then all must hold the same bytes:
 * what the relay's log folds to, what each tab says the relay confirmed, and what each tab shows.
 */
export async function expectConverged(
  tabs: readonly Tab<Exposed<AnySchema>>[],
  relay: Pick<RelayProcess, 'inspect'>,
  space: string,
): Promise<RelayInspection> {
  for (const tab of tabs) await tab.synced()
  const truth = await relay.inspect(space)
  expect(truth.position, 'the relay has heard something').toBeGreaterThan(0)
  for (const [index, tab] of tabs.entries()) {
    const name = `tab ${index + 1} of ${tabs.length}`
    await expect
      .poll(async () => (await tab.inspect()).position, { message: `${name} reaches the relay's position`, intervals: [10, 20, 50, 100], timeout: 15_000 })
      .toBe(truth.position)
    const { reference, read, digest } = await tab.inspect()
    expect(digest, `digest of ${name}`).toBe(truth.digest)
    expect(reference, `reference of ${name}`).toBe(truth.state)
    expect(read, `what ${name} shows`).toBe(truth.state)
  }
  return truth
}
