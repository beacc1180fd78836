import { applyDelta, createDelta, createState, encodeAbsolute, stateDigest, type Delta } from '@torsor/core'
import { digestCheck, type Nonce, type ReplicaId } from '@torsor/protocol'
import type { Holding } from '../../src/engine/told.js'
import { Device, type Write } from '../device.js'
import { nonce, opened, type Tab } from './tab.js'

/** What another device's writes come to. */
export function deltaOf(...writes: readonly Write[]): Delta {
  const device = new Device('00000000000000b0')
  device.mutate(writes)
  return device.freeze()?.delta ?? createDelta()
}

/** The relay tells a tab that it has just this, and the tab freezes what it may freeze. */
export function catchUp(tab: Tab, position: number, named: readonly ReplicaId[], ...deltas: readonly Delta[]): Promise<void> {
  return catchUpOn(tab, { nonce, position, named, coverage: [] }, ...deltas)
}

export interface Place {
  readonly nonce: Nonce
  readonly position: number
  readonly named: readonly ReplicaId[]
  readonly coverage: readonly Holding[]
}

/** The same on any reign of the relay, which holds so much of what the tab is named by. */
export async function catchUpOn(tab: Tab, { nonce, position, named, coverage }: Place, ...deltas: readonly Delta[]): Promise<void> {
  const state = createState()
  for (const delta of deltas) applyDelta(state, delta)
  const { replication } = tab
  // A relay tells of each id that was named, also where it holds nothing of it.
  const silent = named.filter((id) => !coverage.some((held) => held.id === id)).map((id) => ({ id, ranges: [], voids: [] }))
  await replication.begin({ ...opened, nonce })
  const cells = encodeAbsolute(state.delta)
  const cursor = { position, key: new Uint8Array(0) }
  await replication.stage({ type: 'slice', handle: 3, head: position, received: 1, total: 1, cursor, cells })
  await replication.adopt({ nonce, position, coverage: [...coverage, ...silent], known: named, digest: digestCheck(stateDigest(state)) })
  await replication.freeze(() => ({ offset: 0, relayNow: 1_000_000 }))
}
