import { decodeState, stateDigest, type AnySchema, type State } from '@torsor/core'
import type { Tab } from '../device/index.js'
import type { RelaySite } from '../relay/index.js'
import type { World } from '../history/world.js'
import { checkBounds } from './bounds.js'
import { checkWhileRunning } from './while-running.js'
import { checkGreatest } from './greatest.js'
import { contentOf, viewOf } from './view.js'

/** In ms. */
const givesUpAfter = 10_000

/** What must be when nothing is under way any more. Throws what is not. */
export async function checkAtRest<S extends AnySchema>(world: World<S>): Promise<void> {
  checkWhileRunning(world)
  await checkBoundsSoon(world)
  const { tabs } = world
  const seen = new Map<string, string>()
  const read = createReading()
  for (const tab of tabs) seen.set(await checkTab(tab, read), tab.name)
  if (seen.size !== 1) throw new Error(`devices differ: ${[...seen.values()].join(', ')}`)
  for (const site of answerable(world))
    if (!seen.has(Buffer.from(await site.state()).toString('hex'))) throw new Error(`${site.name} differs from the devices`)
  const [first] = tabs
  if (first === undefined) return
  const packets = await first.device.site?.packets()
  if (packets) checkGreatest(first.name, read((await first.space.inspect()).reference).state.delta, packets)
  const counts = first.workload.counts(first.view)
  for (const { workload, view } of tabs) workload.holds?.(view)
  for (const [edit, count] of counts) if (count !== 1) throw new Error(`${edit} counts ${count} times in the end`)
  for (const device of world.devices) {
    const connections = device.running.reduce((sum, { lines, outdated }) => sum + (outdated ? 0 : lines.size), 0)
    if (connections > 1) throw new Error(`${device.name} holds ${connections} connections`)
    for (const edit of device.disk.promised.keys()) if (counts.get(edit) !== 1) throw new Error(`${device.name} lost ${edit}`)
    for (const edit of mayForget(world) ? [] : device.synced)
      if (counts.get(edit) !== 1) throw new Error(`${device.name} was told that a relay has ${edit}`)
  }
}

/** The relays that are to hold what devices hold: those which follow each other, or else those which devices are at. */
function answerable<S extends AnySchema>({ joined, sites, devices }: World<S>): readonly RelaySite[] {
  return joined ? sites : sites.filter((relay) => devices.some(({ site }) => site === relay))
}

/** What waits for a disk that failed, or for a relay that was gone, gives up by itself. */
async function checkBoundsSoon<S extends AnySchema>(world: World<S>): Promise<void> {
  try {
    checkBounds(world)
  } catch {
    await world.timeline.sleep(givesUpAfter)
    checkBounds(world)
  }
}

/** A relay has lost something, or is not the one that devices were at, or has not heard of it yet. */
function mayForget<S extends AnySchema>({ happened, joined, devices, sites }: World<S>): boolean {
  return (
    (!joined && devices.some(({ site }) => site !== sites[0])) ||
    (['restore', 'failover', 'year'] as const).some((fault) => happened.has(fault))
  )
}

interface Reading {
  readonly hex: string
  readonly state: State
  readonly digest: string
  /** What a view of it holds, made without the engine. */
  content(schema: AnySchema): string
}

/** Reads bytes; the same ones, which all tabs are to have, once. */
function createReading(): (bytes: Uint8Array) => Reading {
  const readings = new Map<string, Reading>()
  return (bytes) => {
    const hex = Buffer.from(bytes).toString('hex')
    const known = readings.get(hex)
    if (known !== undefined) return known
    const state = decodeState(bytes)
    const contents = new Map<AnySchema, string>()
    const content = (schema: AnySchema): string => {
      const is = contents.get(schema) ?? contentOf(schema, viewOf(schema, state.delta))
      contents.set(schema, is)
      return is
    }
    const reading = { hex, state, digest: stateDigest(state), content }
    readings.set(hex, reading)
    return reading
  }
}

/** A tab's reference, READ and view are one, and the relay has confirmed the digest. Returns the bytes. */
async function checkTab<S extends AnySchema>(tab: Tab<S>, reading: (bytes: Uint8Array) => Reading): Promise<string> {
  const { reference, read, digest, position } = await tab.space.inspect()
  const { verified, pending } = tab.space.status.getState()
  const held = reading(reference)
  if (Buffer.compare(read, reference) !== 0) throw new Error(`${tab.name}: READ is not the reference with nothing pending`)
  if (pending.refused.length > 0) throw new Error(`${tab.name}: refused ${JSON.stringify(pending.refused)}`)
  if (held.digest !== digest) throw new Error(`${tab.name}: the digest is not that of the reference`)
  if (verified !== null && verified.position === position && verified.digest !== digest)
    throw new Error(`${tab.name}: the relay has another digest`)
  const { schema } = tab.workload
  const told = contentOf(schema, tab.view)
  const is = held.content(schema)
  if (told !== is) throw new Error(`${tab.name}: the view is stale:\n${told}\n${is}`)
  // Told, and mended: where nothing was damaged it would be our own fault.
  const differs = tab.device.wasDamaged ? undefined : tab.errors.find(({ code }) => code === 'reference-differs')
  if (differs !== undefined) throw new Error(`${tab.name}: ${String(differs)}`)
  return held.hex
}
