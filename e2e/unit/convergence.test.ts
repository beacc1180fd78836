import { expect, onTestFinished, test, vi } from 'vitest'
import { seeded } from '@torsor/testkit'
import type { Tab } from './history/device.js'
import { stable, type Sums } from './history/edits.js'
import { History } from './history/history.js'

const runs = Number(process.env['TORSOR_RUNS'] ?? 20)
const firstSeed = Number(process.env['TORSOR_SEED'] ?? 1)
const seeds = Array.from({ length: runs }, (_, n) => firstSeed + n)

/** A relay that stops, and a socket that is cut: everything else that goes wrong is a failure of ours. */
const expectedErrors = /^relay-unavailable: /

test.each(seeds)('a history of edits, cuts and restarts ends the same everywhere (TORSOR_SEED=%i)', async (seed) => {
  const random = seeded(seed)
  // Of the full jitter of the back-off only its lucky end: a history does not wait for its replicas to dare again.
  const jitter = seeded(~seed)
  const lucky = vi.spyOn(Math, 'random').mockImplementation(() => jitter.fraction() / 100)
  onTestFinished(() => lucky.mockRestore())
  const history = await History.begin(random)
  try {
    await history.run()
    await history.settle()
    await expectConverged(history)
  } catch (error) {
    console.error([`TORSOR_SEED=${seed} TORSOR_RUNS=1`, ...history.story].join('\n'))
    throw error
  } finally {
    await history.dispose()
  }
})

async function expectConverged({ devices, sums }: History): Promise<void> {
  const tabs = devices.flatMap((device, index) => device.tabs.map((tab, place) => ({ tab, name: `tab ${place} of device ${index}` })))
  const inspections = await Promise.all(tabs.map(async ({ tab, name }) => ({ name, ...(await tab.inspect()) })))
  const truth = inspections.at(-1)
  for (const { name, reference, read, digest, nonce, position } of inspections) {
    expect({ digest, nonce, position }, name).toEqual({ digest: truth?.digest, nonce: truth?.nonce, position: truth?.position })
    expect(hex(reference), `reference of ${name}`).toBe(hex(truth?.reference))
    expect(hex(read), `READ of ${name}`).toBe(hex(truth?.reference))
  }
  for (const { tab, name } of tabs) {
    expect(sumsIn(tab), `sums of ${name}`).toEqual(sums)
    expect(tab.status.getState().pending, `pending of ${name}`).toMatchObject({ batches: 0, refused: [] })
  }
  for (const [index, { errors }] of devices.entries()) {
    expect(
      errors.filter((error) => !expectedErrors.test(error)),
      `errors of device ${index}`,
    ).toEqual([])
  }
}

function sumsIn({ store }: Tab): Record<keyof Sums, unknown> {
  const { items, settings, bits, totals } = store.getState()
  const { stock, litres = Number.NaN, serial, votes, highest = -Infinity, lowest = Infinity } = items.get(stable) ?? {}
  return {
    stock,
    millilitres: Math.round(litres * 1_000),
    serial,
    yes: votes?.yes,
    no: votes?.no,
    highest,
    lowest,
    visits: settings.visits,
    bits: [0, 1, 2].map((word) => bits.get(word)),
    totals: [0, 1, 2].map((word) => totals.get(word)),
  }
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex')
}
