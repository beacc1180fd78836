import { recordsFormat } from './libraries/torsor/core.js'
import { createRandom } from './harness/random.js'
import { batchesOf, createEditor, createItems, itemFields } from './workloads/items.js'
import { applyDelta, decodeDelta, decodeState, createDelta, composeInto } from '@torsor/core'
import { merge } from '../packages/core/src/delta/merge.js'

const random = createRandom(0xa991)
const items = createItems(random, 1000)
const writer = recordsFormat.create(itemFields)
for (const batch of batchesOf(items, 1000)) writer.insert(batch)
const before = writer.encode()
const edit = createEditor(random, items)
const which = process.argv[2] ?? ''
for (const size of [1, 1000]) {
  const updates = Array.from({ length: 100000 / size }, () => writer.update(random.choose(size, 4000).map(edit)))
  for (const name of ['decode', 'merge', 'apply', 'both']) {
    if (which && which !== name + size) continue
    const times: number[] = []
    for (let run = 0; run < (which ? 150 : 8); run++) {
      const state = decodeState(before)
      const deltas = name === 'merge' || name === 'apply' ? updates.map((u) => decodeDelta(u)) : []
      const t = performance.now()
      if (name === 'decode') for (const u of updates) decodeDelta(u)
      else if (name === 'merge') for (const d of deltas) merge(state.delta, d, false)
      else if (name === 'apply') for (const d of deltas) applyDelta(state, d)
      else for (const u of updates) applyDelta(state, decodeDelta(u))
      times.push(performance.now() - t)
    }
    times.sort((a, b) => a - b)
    console.log(size, name, (times[times.length >> 1] as number).toFixed(1), 'ms', (100 / (times[times.length >> 1] as number)).toFixed(2), 'M/s')
  }
}
