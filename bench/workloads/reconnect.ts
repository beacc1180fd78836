import { createRandom } from '../harness/random.js'
import { rowVariant } from '../harness/registry.js'
import { median } from '../harness/statistics.js'
import type { Traffic } from '../harness/traffic.js'
import type { LibraryWorkload, Row } from '../harness/workload.js'
import type { Edit, PairFormat } from '../libraries/library.js'
import { createEditor, createItems, itemFields } from './items.js'

const SEED = 0x4ec0
const sizes = [1_000, 10_000, 100_000] as const
const WARM_UPS = 3
const RUNS = 11

export const reconnect: LibraryWorkload = {
  name: 'reconnect',
  details: 'Bytes by kind of message',
  about: [
    `1,000, 10,000 and 100,000 records of ${itemFields.length} fields, held by a client and its hub. The client edits one field while offline, and the connection comes back. Bytes of whole messages`,
    `both ways, the first time; and how long each side works until both hold the same, median of ${RUNS} times on the same two documents after ${WARM_UPS} to warm up (seed 0x${SEED.toString(16)}).`,
    "Floor: the edit is 7.4 B of text and 2.3 B that say which of 400,000 fields; a session that knows nothing of the other's place has to say who asks for what.",
  ],
  columns: [
    { key: 'up', title: 'up', unit: 'B' },
    { key: 'down', title: 'down', unit: 'B' },
    { key: 'clientMs', title: 'client', unit: 'ms' },
    { key: 'hubMs', title: 'hub', unit: 'ms' },
  ],
  bars: [
    { row: { library: 'torsor', variant: '100,000' }, figure: 'up', atMost: 64 },
    { row: { library: 'torsor', variant: '100,000' }, figure: 'down', atMost: 48 },
  ],
  published: [
    { library: 'json-joy', variant: '100,000', says: '38 B up, no handshake' },
    { library: 'yjs', variant: 'v1, 100,000', says: '47 + 11 B' },
  ],
  jobs: () => sizes.map((records) => ({ records })),
  run: async (library, job) => {
    const rows: Row[] = []
    for (const format of library.pairs) rows.push(await runReconnect(library.name, format, Number(job['records'])))
    return rows
  },
}

async function runReconnect(library: string, format: PairFormat, records: number): Promise<Row> {
  const random = createRandom(SEED)
  const items = createItems(random, records)
  const editCell = createEditor(random, items)
  const pair = await format.create(items, itemFields)
  const samples: Record<'clientMs' | 'hubMs', number[]> = { clientMs: [], hubMs: [] }
  let first: Traffic | null = null
  const written = new Map<string, Edit>()
  for (let run = -WARM_UPS; run < RUNS; run++) {
    // The name: a text of ten letters and digits, whichever the record.
    const edit = editCell(random.below(records) * itemFields.length)
    await pair.edit(edit)
    written.set(edit.id, edit)
    const traffic = await pair.reconnect()
    first ??= traffic
    if (run < 0) continue
    samples.clientMs.push(traffic.clientMs)
    samples.hubMs.push(traffic.hubMs)
  }
  let verified = true
  for (const { id, field, value } of written.values()) verified &&= (await pair.readHub(id))?.[field] === value
  await pair.close()
  const size = records.toLocaleString('en-US')
  return {
    library,
    variant: rowVariant(format.variant, size),
    figures: {
      up: first?.bytes('up') ?? Number.NaN,
      down: first?.bytes('down') ?? Number.NaN,
      clientMs: median(samples.clientMs),
      hubMs: median(samples.hubMs),
    },
    verified,
    detail: `up ${first?.describe('up') ?? ''}; down ${first?.describe('down') ?? ''}`,
  }
}
