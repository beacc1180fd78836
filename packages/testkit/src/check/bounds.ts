import type { AnySchema } from '@torsor/core'
import type { Device } from '../device/index.js'
import type { World } from '../history/world.js'

/** More than what runs at once in one tab that rests: heartbeat, back-off, housekeeping, looks at the disk, presence. */
const mostAlarms = 6

/** Each row of the log came with so many transactions that other tabs had to hear of: a batch was frozen, sent and confirmed. */
const revisionsPerRow = 4

/** Of what stores no row of the log: a whole state is adopted, what was kept long enough is dropped. */
const otherRevisions = 20

/** At rest nothing is left of what is over: on disks, in tabs, in relays. Throws what is. */
export function checkBounds<S extends AnySchema>({ devices, sites }: World<S>): void {
  const pages = devices.reduce((sum, { booted }) => sum + booted, 0)
  for (const device of devices) {
    checkDisk(device, pages)
    for (const { name, process, alarms, lines } of device.running) {
      atMost(mostAlarms, alarms.count, `timers of ${name}`)
      // One by which it is there, one by which it leads or waits to.
      atMost(2, device.locks.count(process), `locks of ${name}`)
      atMost(1, device.channels.count(process), `channels of ${name}`)
      atMost(1, lines.size, `connections of ${name}`)
    }
  }
  // The relay's own, what it does for each connection, and each relay that it follows.
  for (const { name, alarms, connections, linked } of sites)
    atMost(4 + 2 * connections + 4 * (linked?.follows.length ?? 0), alarms.count, `timers of ${name}`)
}

/** `pages`: how many page loads there were, on whatever device. */
function checkDisk<S extends AnySchema>({ name, tuning, disk }: Device<S>, pages: number): void {
  const contents = disk.contents()
  const meta = new Map<string, number>()
  for (const [key] of contents.meta) {
    const kind = String(Array.isArray(key) ? key[0] : key)
    meta.set(kind, (meta.get(kind) ?? 0) + 1)
  }
  for (const staged of ['staging', 'slice']) atMost(0, meta.get(staged) ?? 0, `rows of ${staged} of ${name}`)
  atMost(pages, meta.get('face') ?? 0, `rows of page loads of ${name}`)
  const { rows: logRows = 0 } = tuning.checkpointAfter ?? {}
  atMost(logRows, contents.log.length, `rows of the log of ${name}`)
  atMost((tuning.foldAfter ?? 0) + revisionsPerRow * logRows + otherRevisions, contents.journal.length, `revisions of ${name}`)
  const reference = contents.meta.find(([key]) => key === 'reference')?.[1] as { readonly pageCount: number } | undefined
  atMost(reference?.pageCount ?? 0, contents.pages.length, `pages of ${name}`)
  for (const [, row] of contents.outbox) {
    const { kind } = row as { readonly kind: string }
    if (kind !== 'confirmed' && kind !== 'covered') throw new Error(`${name} still has a batch that is ${kind}`)
  }
}

function atMost(most: number, is: number, what: string): void {
  if (is > most) throw new Error(`${what}: ${is}, and ${most} at most`)
}
