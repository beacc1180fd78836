import { createReplica, memoryStore, type Replica } from '@torsor/replica'
import { expect, onTestFinished, test } from 'vitest'
import { schema } from '../fixture/src/schema.js'
import { RelayProcess } from '../harness/relay-process.js'

/** A week of somebody's work without a network; a million cells take half a minute, and are for whoever asks. */
const edits = 100_000
const records = Number(process.env['TORSOR_RECORDS'] ?? 2_000)

type Fixture = Replica<typeof schema>

function open(relay: RelayProcess, store = memoryStore()): Fixture {
  const replica = createReplica({ schema, space: 'large', relay: `ws://127.0.0.1:${relay.port}`, store })
  replica.retain()
  onTestFinished(() => replica.close())
  return replica
}

async function startRelay(): Promise<RelayProcess> {
  const relay = await RelayProcess.start()
  onTestFinished(() => relay.dispose())
  return relay
}

/** Both hold what the relay does. */
async function expectEqual(
  relay: RelayProcess,
  ...replicas: readonly Fixture[]
): Promise<{ readonly bytes: number; readonly position: number }> {
  const truth = await relay.inspect('large')
  for (const replica of replicas) {
    const { position, reference } = await replica.inspect()
    expect(position).toBe(truth.position)
    expect(Buffer.from(reference).toString('hex')).toBe(truth.state)
  }
  return { bytes: truth.state.length / 2, position: truth.position }
}

test(`${edits} edits without a network wait as what they come to, and go out as one packet`, { timeout: 60_000 }, async () => {
  const relay = await startRelay()
  await relay.kill()
  const replica = open(relay)
  await replica.ready
  for (let n = 0; n < edits; n++) {
    replica.mutate((m) => {
      m.items.add(`item-${n % 100}`, { stock: 1 })
      m.items.update(`item-${n % 100}`, { name: `named for the ${n}th time` })
    })
    // As people do, not in one task.
    if (n % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve))
  }
  const { pending } = replica.status.getState()
  expect(pending.batches).toBeGreaterThan(0)
  // Not a hundred thousand texts: what is waiting is folded.
  expect(pending.bytes).toBeLessThan(1_000_000)
  await relay.restart()
  await replica.synced()
  const other = open(relay)
  await expect.poll(() => other.store.getState().items.size, { timeout: 20_000 }).toBe(100)
  const { position } = await expectEqual(relay, replica, other)
  expect(position).toBeLessThan(5)
  expect(
    other.store
      .getState()
      .items.list()
      .reduce((sum, { stock }) => sum + stock, 0),
  ).toBe(edits)
})

test(`${records} records of ten cells come over, and go on`, { timeout: 120_000 }, async () => {
  const relay = await startRelay()
  const replica = open(relay)
  await replica.ready
  for (let from = 0; from < records; from += 1_000) {
    const receipt = replica.mutate((m) => {
      for (let n = from; n < Math.min(from + 1_000, records); n++)
        m.items.upsert(`record-${n}`, {
          name: `record ${n}`,
          shelf: `shelf ${n % 97}`,
          place: { lat: n, long: -n },
          stock: n,
          litres: n / 8,
          highest: n,
          lowest: -n,
          votes: { yes: 1 },
          labels: [`label ${n % 7}`],
        })
    })
    await receipt.synced
  }
  const other = open(relay)
  await expect.poll(() => other.store.getState().items.size, { timeout: 60_000 }).toBe(records)
  other.mutate((m) => m.items.add('record-7', { stock: 1 }))
  await other.synced()
  await expect.poll(() => replica.store.getState().items.get('record-7')?.stock).toBe(8)
  const { bytes } = await expectEqual(relay, replica, other)
  console.log(`${records} records: ${(bytes / 1e6).toFixed(1)} MB of state`)
})
