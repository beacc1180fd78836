import type { AnySchema } from '@torsor/core'
import type { World } from '../history/world.js'

/** What READ must hold at every moment. Throws what does not. */
export function checkWhileRunning<S extends AnySchema>({ devices, sites }: World<S>): void {
  for (const device of devices) {
    for (const tab of device.running) {
      const [wrong] = tab.wrongs
      if (wrong !== undefined) throw new Error(wrong)
      if (!tab.ready || device.damaged) continue
      const counts = tab.workload.counts(tab.view)
      for (const edit of tab.blind || device.rotten ? [] : tab.owes) {
        const count = counts.get(edit) ?? 0
        if (count < 1) throw new Error(`${tab.name} does not show its own edit ${edit}: ${count}`)
      }
      // A clone may hold a part of what its twin has sent as a whole, until it hears of that; a worker of what an earlier one
      // has; and a tab whose disk was taken over what may lie there, until it is reloaded.
      if (device.related || device.resends || tab.inDoubt) continue
      for (const [edit, count] of counts) if (count > 1) throw new Error(`${tab.name} shows ${edit} ${count} times`)
    }
  }
  for (const site of sites) if (site.faults.length > 0) throw new Error(`${site.name} failed: ${site.faults.join('; ')}`)
}
