import { Traffic } from '../harness/traffic.js'

export interface Exchange<Replica> {
  /** The hub gets what it lacks. */
  push(replica: Replica, traffic: Traffic): void | Promise<void>
  /** The replica gets what it lacks. */
  pull(replica: Replica, traffic: Traffic): void | Promise<void>
}

/** All push, then each pulls: nobody is told anything twice. */
export async function syncThroughHub<Replica>(replicas: readonly Replica[], exchange: Exchange<Replica>): Promise<readonly Traffic[]> {
  const lines = replicas.map((replica) => ({ replica, traffic: new Traffic() }))
  for (const { replica, traffic } of lines) await exchange.push(replica, traffic)
  for (const { replica, traffic } of lines) await exchange.pull(replica, traffic)
  return lines.map(({ traffic }) => traffic)
}
