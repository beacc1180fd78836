import { worldClock } from '../harness/clock.js'
import { createRandom, type Random } from '../harness/random.js'
import type { LibraryWorkload, Row } from '../harness/workload.js'
import type { Edit, Item, PairFormat } from '../libraries/library.js'
import { rawJson } from './items.js'

const RECORDS = 100
const EDITS = 10_000
const SEED = 0x0ff1
const HOUR_MS = 3_600_000
const fields = ['f0', 'f1', 'f2', 'f3', 'f4'] as const

export const offline: LibraryWorkload = {
  name: 'offline',
  details: 'Bytes by kind of message',
  about: [
    `${RECORDS} records of ${fields.length} fields (three texts of 10, two integers of 0…99; ${rawJson(createItems(createRandom(SEED))).length} B as JSON), held by a client and its hub. The client makes ${EDITS} edits of one field`,
    `each in an hour offline, one every 0.36 s, then the connection comes back (seed 0x${SEED.toString(16)}). up, down: bytes of whole messages both ways until both hold the same; client, hub: how long each worked for that.`,
    'fresh: bytes that a new device then gets, and how long it works to show them. Floor of up: 2.4 KB, the values of the 500 fields that changed; and which edit of a field is the last.',
  ],
  columns: [
    { key: 'up', title: 'up', unit: 'B' },
    { key: 'down', title: 'down', unit: 'B' },
    { key: 'clientMs', title: 'client', unit: 'ms' },
    { key: 'hubMs', title: 'hub', unit: 'ms' },
    { key: 'freshDown', title: 'fresh, down', unit: 'B' },
    { key: 'freshMs', title: 'fresh', unit: 'ms' },
  ],
  bars: [{ row: { library: 'torsor' }, figure: 'up', atMost: 10_000 }],
  published: [
    { library: 'tinybase', says: '20.7 KB' },
    { library: 'yjs', variant: 'v2', says: '27.6 KB' },
  ],
  jobs: () => [{}],
  run: async (library) => {
    const rows: Row[] = []
    for (const format of library.pairs) rows.push(await runOffline(library.name, format))
    return rows
  },
}

function valueOf(random: Random, field: number): string | number {
  return field < 3 ? random.text(10) : random.below(100)
}

function itemId(number: number): string {
  return `r${10 + number}`
}

function createItems(random: Random): Item[] {
  return Array.from({ length: RECORDS }, (_, number) => ({
    id: itemId(number),
    fields: Object.fromEntries(fields.map((field, index) => [field, valueOf(random, index)])),
  }))
}

function editOf(random: Random): Edit {
  const field = random.below(fields.length)
  return { id: itemId(random.below(RECORDS)), field: fields[field] ?? 'f0', value: valueOf(random, field) }
}

async function runOffline(library: string, format: PairFormat): Promise<Row> {
  const random = createRandom(SEED)
  const items = createItems(random)
  const wanted = new Map(items.map(({ id, fields: values }) => [id, { ...values }]))
  worldClock.install()
  const pair = await format.create(items, fields)
  for (let count = 0; count < EDITS; count++) {
    const edit = editOf(random)
    worldClock.pass(HOUR_MS / EDITS)
    await pair.edit(edit)
    const values = wanted.get(edit.id)
    if (values !== undefined) values[edit.field] = edit.value
  }
  const traffic = await pair.reconnect()
  const fresh = await pair.freshLoad()
  let verified = true
  for (const [id, values] of wanted) {
    const held = await pair.readHub(id)
    verified &&= fields.every((field) => held?.[field] === values[field])
  }
  await pair.close()
  return {
    library,
    variant: format.variant,
    figures: {
      up: traffic.bytes('up'),
      down: traffic.bytes('down'),
      clientMs: traffic.clientMs,
      hubMs: traffic.hubMs,
      freshDown: fresh.bytes('down'),
      freshMs: fresh.clientMs,
    },
    verified,
    detail: `up ${traffic.describe('up')}; down ${traffic.describe('down')}; fresh ${fresh.describe('down')}`,
  }
}
