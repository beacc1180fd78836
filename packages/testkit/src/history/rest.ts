import { createHash } from 'node:crypto'
import type { AnySchema, ViewOf } from '@torsor/core'
import type { Device, Tab } from '../device/index.js'
import type { RelaySite } from '../relay/index.js'
import type { World } from './world.js'

/** Within so much time of the last fault everything that is pending is to be synced, in ms. */
const patience = 15 * 60_000

/** In so much time everybody has heard of what happened last, over the slowest network, too: that a relay is gone, in ms. */
const rumour = 1_000

/**
 * Faults stop, and everything comes together: at one relay, or where relays follow each other, at whatever relay a device
 * is. Where one relay follows another, that is where all devices go.
 */
export async function comeToRest<S extends AnySchema>(world: World<S>, at?: RelaySite): Promise<void> {
  const site = at ?? world.sites[world.links === 'one-way' ? 1 : 0] ?? null
  const stays = at === undefined && world.joined
  world.calm = true
  for (const device of world.devices) {
    device.disk.mend()
    for (const tab of device.running) if (tab.wakes) tab.kill()
    openWhereNoneReads(device)
    for (const tab of device.running) tab.setVisible(true)
    if (device.site !== site && !(stays && device.site !== null)) device.move(site)
    // What a session already has is compared when another one catches up, and what a second leader staged is cleared away.
    else if (device.damaged || device.ledTwice) device.move(device.site)
  }
  const deadline = world.timeline.elapsed + patience
  await world.timeline.advance(rumour)
  const glimpse = glimpses(world)
  let last: string | null = null
  for (let step = 50; ; step = Math.min(1_000, step + 10)) {
    await world.timeline.advance(step)
    const seen = glimpse()
    // Nothing has moved for a while: only then is it worth looking closely.
    if (seen !== null && seen === last && (await together(world)) && seen === glimpse()) break
    last = seen
    if (world.timeline.elapsed > deadline - patience / 2) for (const tab of world.tabs) if (tab.inDoubt) tab.kill()
    // A tab that was closed while it opened may have upgraded its disk by then.
    world.devices.forEach(openWhereNoneReads)
    if (world.timeline.elapsed > deadline) throw new Error(`does not come to rest: ${await diagnosis(world)}`)
  }
  for (const device of world.devices) device.mayResend = device.damaged = device.ledTwice = false
  // A page is told what READ is once a frame.
  await world.timeline.advance(50)
  world.calm = false
}

/** What lies open on a disk that was upgraded is for a tab which can read it. */
function openWhereNoneReads<S extends AnySchema>(device: Device<S>): void {
  if (device.running.every((tab) => tab.outdated)) device.openTab()
}

/** What a tab stored and told nobody of, as it died, the others read when they look at the disk next. */
function knowsItsDisks<S extends AnySchema>({ devices }: World<S>): boolean {
  return devices.every(({ disk, running: [tab] }) => {
    const counts = tab?.workload.counts(tab.view)
    return [...disk.promised.keys()].every((edit) => counts?.has(edit) === true)
  })
}

/** Tells what can be seen from outside of how things stand; null: something is under way. The same again: nothing has moved. */
function glimpses<S extends AnySchema>(world: World<S>): () => string | null {
  const views = new Map<ViewOf<S>, number>()
  const numberOf = (view: ViewOf<S>): number => {
    const number = views.get(view) ?? views.size
    views.set(view, number)
    return number
  }
  return () => {
    if (!world.tabs.every(rests)) return null
    const tabs = world.tabs.map((tab) => [tab.name, numberOf(tab.view), tab.space.status.getState()])
    return JSON.stringify([tabs, world.devices.map(({ disk }) => disk.version)])
  }
}

/** Whether all tabs hold one reference, and all relays that follow each other. */
async function together<S extends AnySchema>(world: World<S>): Promise<boolean> {
  if (!knowsItsDisks(world)) return false
  let one: Uint8Array | null = null
  for (const look of [
    ...world.tabs.map((tab) => async () => (await tab.space.inspect()).reference),
    ...(world.joined ? world.sites : []).map((relay) => () => relay.state()),
  ]) {
    const reference = await world.patiently(look())
    if (Buffer.compare(reference, one ?? reference) !== 0) return false
    one = reference
  }
  return one !== null
}

function rests<S extends AnySchema>(tab: Tab<S>): boolean {
  const { pending, connection, catchingUp, role, durability } = tab.space.status.getState()
  if (!tab.ready || pending.batches > 0 || (durability === 'disk') === tab.outdated) return false
  // What the others know of the connection is hearsay, and what they missed of it comes with the next change.
  return role === 'follower' || (tab.lines.size > 0 && connection.state === 'connected' && catchingUp === null)
}

async function diagnosis<S extends AnySchema>(world: World<S>): Promise<string> {
  const lines: string[] = []
  for (const tab of world.tabs) {
    const { connection, pending, catchingUp, role } = tab.space.status.getState()
    const place = tab.ready ? await world.patiently(tab.space.inspect()).then(({ nonce, position }) => `${nonce}:${position}`, String) : '?'
    const rest = rests(tab) ? 'rests' : JSON.stringify({ ready: tab.ready, role, connection, catchingUp, pending })
    lines.push(`${tab.name} ${rest} with ${tab.device.site?.name ?? 'no relay'} at ${place} ${tab.errors.slice(-2).map(String).join(', ')}`)
  }
  for (const relay of world.sites)
    lines.push(
      `${relay.name} ${createHash('sha256')
        .update(await relay.state())
        .digest('hex')
        .slice(0, 8)}`,
    )
  return lines.join('; ')
}
