import { createHash } from 'node:crypto'
import type { AnySchema } from '@torsor/core'
import type { Device, Tab } from '../device/index.js'
import type { RelaySite } from '../relay/index.js'
import type { World } from './world.js'

/** Within so much time of the last fault everything that is pending is to be synced, in ms. */
const patience = 15 * 60_000

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
    // What a session already has is compared when another one catches up.
    else if (device.damaged) device.move(device.site)
  }
  const deadline = world.timeline.elapsed + patience
  let last = ''
  for (let step = 50; ; step = Math.min(1_000, step + 10)) {
    await world.timeline.advance(step)
    const reference = await together(world)
    // What was still being adopted may have brought something back, and what was looked at first may have moved since.
    if (reference !== null && reference === last) break
    last = reference ?? ''
    if (world.timeline.elapsed > deadline - patience / 2) for (const tab of world.tabs) if (tab.inDoubt) tab.kill()
    // A tab that was closed while it opened may have upgraded its disk by then.
    world.devices.forEach(openWhereNoneReads)
    if (world.timeline.elapsed > deadline) throw new Error(`does not come to rest: ${await diagnosis(world)}`)
  }
  for (const device of world.devices) device.mayResend = device.damaged = false
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

/** The one reference that all tabs hold, and all relays that follow each other, in hex, if nothing is under way anywhere. */
async function together<S extends AnySchema>(world: World<S>): Promise<string | null> {
  if (!world.tabs.every(rests)) return null
  const references = new Set<string>()
  for (const tab of world.tabs) references.add(Buffer.from((await world.patiently(tab.space.inspect())).reference).toString('hex'))
  const [reference = ''] = references
  if (references.size !== 1 || !world.tabs.every(rests)) return null
  for (const relay of world.joined ? world.sites : [])
    if (Buffer.from(await world.patiently(relay.state())).toString('hex') !== reference) return null
  return world.tabs.every(rests) && knowsItsDisks(world) ? reference : null
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
