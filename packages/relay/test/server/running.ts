import { pino } from 'pino'
import type { Logger } from 'pino'
import { afterEach } from 'vitest'
import { createRelay, memoryLog } from '../../src/index.js'
import type { Relay, RelayOptions } from '../../src/index.js'
import { Client, Device } from '../client/client.js'
import { writtenAt } from '../space/deltas.js'

const toClose: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

/** Closed after the test. */
export function closing(close: () => Promise<void> | void): void {
  toClose.push(close)
}

export const silent: Logger = pino({ level: 'silent' })

/** A relay on a free loopback port, with a clock that stands at the time at which tests write. */
export async function running(options: Partial<RelayOptions> = {}): Promise<{ relay: Relay; url: string; health: string }> {
  const relay = createRelay({ log: memoryLog(), authorize: 'anyone', logger: silent, clock: () => writtenAt + 1_000, ...options })
  closing(() => relay.close({ graceMs: 100 }))
  return { relay, ...(await relay.listen({ port: 0 })) }
}

/** A socket that has caught up. */
export async function connected(url: string, device: Device = new Device(), space = 's'): Promise<Client> {
  const client = newClient(url, device)
  await (await client.open(space)).caughtUp()
  return client
}

export function newClient(url: string, device: Device = new Device(), options: ConstructorParameters<typeof Client>[2] = {}): Client {
  const client = new Client(url, device, options)
  closing(() => client.cut())
  return client
}
