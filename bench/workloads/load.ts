import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { combineByVariant } from '../harness/combine.js'
import { measureMemory } from '../harness/heap.js'
import { createRandom } from '../harness/random.js'
import { formatOf } from '../harness/registry.js'
import { median } from '../harness/statistics.js'
import type { LibraryWorkload, Row } from '../harness/workload.js'
import type { DocumentFormat, Library, RecordsFormat } from '../libraries/library.js'
import { batchesOf, Checksum, checksumOf, createItems, itemFields, rawJson } from './items.js'

const RECORDS = 100_000
const BATCH = 1_000
const SEED = 0x10ad
const COLD_RUNS = 5
const WARM_UPS = 2
const WARM_RUNS = 5

const MEGABYTE = 1e6

export const load: LibraryWorkload = {
  name: 'load',
  about: [
    `${RECORDS} records of ${itemFields.length} fields (a text of 10, an integer, a number of 2 decimals, a tag of 4), written in ${RECORDS / BATCH} transactions of ${BATCH} (seed 0x${SEED.toString(16)}), and stored.`,
    `encoded: what is stored, and how much of the same records as JSON that is. first: from those bytes to the first record read. all: every record read once, after that. Each median`,
    `of ${COLD_RUNS} fresh processes, and warm: of ${WARM_RUNS} in one process after ${WARM_UPS} to warm up. heap: heapUsed + external (array buffers included) with everything read, less before; resident:`,
    'the same of the resident set, which alone counts the memory of WebAssembly. Floor of the bytes: 14.2 B a record, its four values; ids in order cost next to nothing.',
  ],
  columns: [
    { key: 'encoded', title: 'encoded', unit: 'MB' },
    { key: 'ratio', title: 'of JSON', unit: 'x' },
    { key: 'first', title: 'first', unit: 'ms' },
    { key: 'all', title: 'all', unit: 'ms' },
    { key: 'warmFirst', title: 'first, warm', unit: 'ms' },
    { key: 'warmAll', title: 'all, warm', unit: 'ms' },
    { key: 'heap', title: 'heap', unit: 'MB' },
    { key: 'resident', title: 'resident', unit: 'MB' },
  ],
  bars: [
    { row: { library: 'torsor', variant: 'core' }, figure: 'ratio', atMost: 0.45 },
    { row: { library: 'torsor', variant: 'core' }, figure: 'first', atMost: 120 },
    { row: { library: 'torsor', variant: 'core' }, figure: 'all', atMost: 80 },
    { row: { library: 'torsor', variant: 'core' }, figure: 'heap', atMost: 60 },
    { row: { library: 'torsor', variant: 'replica' }, figure: 'ratio', atMost: 0.45 },
    { row: { library: 'torsor', variant: 'replica' }, figure: 'first', atMost: 120 },
    { row: { library: 'torsor', variant: 'replica' }, figure: 'all', atMost: 80 },
    { row: { library: 'torsor', variant: 'replica' }, figure: 'heap', atMost: 60 },
  ],
  published: [
    { library: 'automerge', says: '0.31x' },
    { library: 'loro', says: '118 ms, 5.5 s' },
    { library: 'json-joy', says: '664 ms, 137 MB' },
  ],
  jobs: ({ variants, documents = variants }) =>
    documents.flatMap((variant) => [
      { step: 'write', variant },
      ...Array.from({ length: COLD_RUNS }, (_, run) => ({ step: 'open', variant, run })),
      { step: 'warm', variant },
    ]),
  run: async (library, job) => {
    const format = formatOf(formatsOf(library), job['variant'])
    const row = { library: library.name, variant: format.variant }
    switch (job['step']) {
      case 'write':
        return [{ ...row, ...(await write(library.name, format)) }]
      case 'open':
        return [{ ...row, ...(await openCold(library.name, format)) }]
      default:
        return [{ ...row, ...(await openWarm(library.name, format)) }]
    }
  },
  combine: combineByVariant,
}

type Outcome = Pick<Row, 'figures' | 'verified'>

function formatsOf({ documents, records }: Library): readonly DocumentFormat[] {
  return [...documents, ...records.map(documentOf)] as readonly DocumentFormat[]
}

function documentOf(format: RecordsFormat): DocumentFormat<Uint8Array> {
  return {
    variant: format.variant,
    write: (batches, fields) => {
      const records = format.create(fields)
      for (const batch of batches) records.insert(batch)
      const bytes = records.encode()
      return Promise.resolve({ bytes, size: bytes.length })
    },
    mount: (bytes) => Promise.resolve(bytes),
    open: (bytes, fields) => Promise.resolve(format.open(bytes, fields)),
  }
}

/** Beside this bundle, out of the way of git. */
function fileOf(library: string, { variant }: DocumentFormat): string {
  return join(import.meta.dirname, `load-${library}-${variant}.bin`)
}

async function write(library: string, format: DocumentFormat): Promise<Outcome> {
  const items = createItems(createRandom(SEED), RECORDS)
  const { bytes, size } = await format.write([...batchesOf(items, BATCH)], itemFields)
  await writeFile(fileOf(library, format), bytes)
  return { figures: { encoded: size / MEGABYTE, ratio: size / Buffer.byteLength(rawJson(items)) }, verified: true }
}

async function openCold(library: string, format: DocumentFormat): Promise<Outcome> {
  const medium = await format.mount(new Uint8Array(await readFile(fileOf(library, format))))
  const before = await measureMemory()
  const opened = await openOnce(format, medium)
  const after = await measureMemory()
  return {
    figures: {
      first: opened.first,
      all: opened.all,
      heap: (after.heap - before.heap) / MEGABYTE,
      resident: (after.resident - before.resident) / MEGABYTE,
    },
    // Asked last, so that the document is held while memory is measured.
    verified: isWhole(opened),
  }
}

async function openWarm(library: string, format: DocumentFormat): Promise<Outcome> {
  const medium = await format.mount(new Uint8Array(await readFile(fileOf(library, format))))
  const runs: Opened[] = []
  for (let run = -WARM_UPS; run < WARM_RUNS; run++) {
    const opened = await openOnce(format, medium)
    await measureMemory()
    if (run >= 0) runs.push({ ...opened, held: null })
  }
  return {
    figures: { warmFirst: median(runs.map(({ first }) => first)), warmAll: median(runs.map(({ all }) => all)) },
    verified: runs.every(isWhole),
  }
}

interface Opened {
  readonly first: number
  readonly all: number
  readonly checksum: Checksum
  readonly firstRead: unknown
  readonly held: unknown
}

async function openOnce(format: DocumentFormat, medium: unknown): Promise<Opened> {
  const firstId = createItems(createRandom(SEED), 1)[0]?.id ?? ''
  const checksum = new Checksum()
  const start = performance.now()
  const document = await format.open(medium, itemFields)
  const firstRead = document.read(firstId)
  const read = performance.now()
  document.readAll(checksum.add)
  const end = performance.now()
  return { first: read - start, all: end - read, checksum, firstRead, held: document }
}

function isWhole({ checksum, firstRead }: Opened): boolean {
  const items = createItems(createRandom(SEED), RECORDS)
  const wanted = checksumOf(items)
  const first = new Checksum()
  if (typeof firstRead === 'object' && firstRead !== null) first.add(items[0]?.id ?? '', pickFields(firstRead))
  return checksum.records === wanted.records && checksum.value === wanted.value && first.value === checksumOf(items.slice(0, 1)).value
}

function pickFields(record: object): Record<string, string | number> {
  return Object.fromEntries(itemFields.map((field) => [field, Reflect.get(record, field) as string | number]))
}
