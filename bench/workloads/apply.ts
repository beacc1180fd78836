import { createRandom } from '../harness/random.js'
import { formatOf } from '../harness/registry.js'
import { median, sum } from '../harness/statistics.js'
import { elapsed } from '../harness/timing.js'
import type { LibraryWorkload, Row } from '../harness/workload.js'
import type { Records, RecordsFormat } from '../libraries/library.js'
import { batchesOf, createEditor, createItems, itemFields } from './items.js'

const RECORDS = 1_000
const UPDATES = 100_000
const SEED = 0xa991
const RUNS = 5
/** A run that takes longer is the only one: nothing of it is warming up. */
const PATIENCE_MS = 5_000
/** Where all of them would take longer than anybody waits. */
const FEWER: Readonly<Record<string, number>> = { automerge: 10_000 }
/** Edits in one transaction. */
const batchSizes = [1, 100, 1_000] as const

export const apply: LibraryWorkload = {
  name: 'apply',
  about: [
    `A document of ${RECORDS} records with ${itemFields.length} fields each (a text of 10, an integer, a number of 2 decimals, a tag of 4; ids of 4 and 5 characters) gets ${UPDATES} edits`,
    'of one field each from another replica: one by one, and in transactions of 100 and of 1,000 different cells. From the bytes of the update to the changed document.',
    `Median of ${RUNS} documents after one to warm up (seed 0x${SEED.toString(16)}). op: bytes of one edit. Floor: the value, 3.5 B on average, and 1.5 B that say which of 4,000 cells. A run of more than ${PATIENCE_MS / 1000} s is the only one. automerge: ${FEWER['automerge']} edits.`,
  ],
  columns: [
    { key: 'rate1', title: 'single', unit: '/s' },
    { key: 'rate100', title: '100s', unit: '/s' },
    { key: 'rate1000', title: '1,000s', unit: '/s' },
    { key: 'op1', title: 'op, single', unit: 'B' },
    { key: 'op100', title: 'op, 100s', unit: 'B' },
    { key: 'op1000', title: 'op, 1,000s', unit: 'B' },
  ],
  bars: [
    { row: { library: 'torsor' }, figure: 'rate1', atLeast: 1_000_000 },
    { row: { library: 'torsor' }, figure: 'rate1000', atLeast: 5_000_000 },
    { row: { library: 'torsor' }, figure: 'op1', atMost: 28 },
  ],
  published: [
    { library: 'json-joy', says: '210,000/s single, 37.4 B/op' },
    { library: 'yjs', variant: 'v1', says: '281,000/s in 100s' },
  ],
  jobs: ({ variants }) => variants.map((variant) => ({ variant })),
  run: (library, job) => Promise.resolve([runApply(library.name, formatOf(library.records, job['variant']))]),
}

function runApply(library: string, format: RecordsFormat): Row {
  const figures: Record<string, number> = {}
  let verified = true
  for (const size of batchSizes) {
    const outcome = applyInBatches(format, size, FEWER[library] ?? UPDATES)
    verified &&= outcome.verified
    figures[`rate${size}`] = outcome.perSecond
    figures[`op${size}`] = outcome.bytesPerEdit
  }
  return { library, variant: format.variant, figures, verified }
}

export function applyInBatches(
  format: RecordsFormat,
  size: number,
  edits: number = UPDATES,
  runs: number = RUNS,
): { perSecond: number; bytesPerEdit: number; verified: boolean } {
  const random = createRandom(SEED)
  const items = createItems(random, RECORDS)
  const writer = format.create(itemFields)
  for (const batch of batchesOf(items, RECORDS)) writer.insert(batch)
  const before = writer.encode()
  const cells = RECORDS * itemFields.length
  const edit = createEditor(random, items)
  const updates = Array.from({ length: edits / size }, () => writer.update(random.choose(size, cells).map(edit)))
  const samples: number[] = []
  let reader = format.open(before, itemFields)
  for (let run = -1; run < runs; run++) {
    const target = (reader = format.open(before, itemFields))
    const ms = elapsed(() => {
      for (const update of updates) target.apply(update)
    })
    if (run >= 0 || ms > PATIENCE_MS) samples.push(ms)
    if (ms > PATIENCE_MS) break
  }
  return {
    perSecond: (edits * 1000) / median(samples),
    bytesPerEdit: sum(updates.map((update) => update.length)) / edits,
    verified: sameRecords(reader, writer),
  }
}

function sameRecords(one: Records, other: Records): boolean {
  let records = 0
  let same = true
  one.readAll((id, fields) => {
    records++
    const wanted = other.read(id)
    same &&= itemFields.every((field) => wanted?.[field] === fields[field])
  })
  return same && records === RECORDS
}
