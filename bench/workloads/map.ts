import { isDeepStrictEqual } from 'node:util'
import { combineByVariant } from '../harness/combine.js'
import { createRandom } from '../harness/random.js'
import { formatOf, rowVariant } from '../harness/registry.js'
import { sum } from '../harness/statistics.js'
import { elapsed, repeat } from '../harness/timing.js'
import type { LibraryWorkload, Row } from '../harness/workload.js'
import type { MapFormat, MapValue } from '../libraries/library.js'

/** 20√N clients, with N = 6,000 and √N rounded down, as crdt-benchmarks has it. */
export const CLIENTS = 1540
const PROCESSES = 3
const WARM_UPS = 5
const RUNS = 15
const SEED = 0xb3

const cases: Readonly<Record<string, (client: number) => MapValue>> = {
  'B3.1 number': (client) => client,
  'B3.2 object': (client) => ({ name: String(client), address: 'here' }),
  'B3.3 string': (client) => String(client).repeat(CLIENTS),
}

export const map: LibraryWorkload = {
  name: 'map',
  about: [
    `crdt-benchmarks B3.1 to B3.3: ${CLIENTS} clients, each with a document of its own, set key "v" of a map concurrently: to their number; to { name: number as text, address: "here" };`,
    `to their number as text, ${CLIENTS} times over (up to 6 KB). time: applying all ${CLIENTS} updates to the document of client 1, in one transaction where a library has them;`,
    `once: after one other document got them, as crdt-benchmarks runs it, median of ${PROCESSES} fresh processes; warm: median of ${RUNS} documents in one process after ${WARM_UPS}. update: mean bytes of one client's. document: bytes of the whole state after that. Verified: another order of the same updates shows the same value.`,
    'Floor of the number document: 2 B for the value, 1 B for its key.',
  ],
  columns: [
    { key: 'once', title: 'once', unit: 'ms' },
    { key: 'warm', title: 'warm', unit: 'ms' },
    { key: 'update', title: 'update', unit: 'B' },
    { key: 'document', title: 'document', unit: 'B' },
  ],
  bars: [
    ...Object.keys(cases).flatMap((variant) => [
      { row: { library: 'torsor', variant }, figure: 'once', atMost: 10 },
      { row: { library: 'torsor', variant }, figure: 'warm', atMost: 10 },
    ]),
    { row: { library: 'torsor', variant: 'B3.1 number' }, figure: 'document', atMost: 64 },
  ],
  published: [
    { library: 'json-joy', variant: 'B3.1 number', says: '13.6 ms' },
    { library: 'tinybase', variant: 'B3.1 number', says: '17.9 ms' },
  ],
  jobs: ({ variants }) =>
    Object.keys(cases).flatMap((name) =>
      variants.flatMap((variant) => Array.from({ length: PROCESSES }, (_, run) => ({ variant, case: name, run }))),
    ),
  run: (library, job) => Promise.resolve([runCase(library.name, formatOf(library.maps, job['variant']), String(job['case']))]),
  combine: combineByVariant,
}

export function runCase(library: string, format: MapFormat, name: string): Row {
  const valueOf = cases[name]
  if (valueOf === undefined) throw new RangeError(`No case ${name}.`)
  const updates = Array.from({ length: CLIENTS }, (_, client) => format.update(client, valueOf(client)))
  const own = updates.slice(1, 2)
  const createTarget = (): ReturnType<MapFormat['createTarget']> => {
    const target = format.createTarget()
    target.applyAll(own)
    return target
  }
  const target = createTarget()
  target.applyAll(updates)
  const second = createTarget()
  const once = elapsed(() => second.applyAll(updates))
  const warm = repeat({ warmUps: WARM_UPS, runs: RUNS }, createTarget, (fresh) => fresh.applyAll(updates))
  const other = createTarget()
  other.applyAll(
    createRandom(SEED)
      .choose(CLIENTS, CLIENTS)
      .map((client) => updates[client] as Uint8Array),
  )
  const shown = target.read()
  return {
    library,
    variant: rowVariant(format.variant, name),
    figures: { once, warm, update: sum(updates.map((update) => update.length)) / CLIENTS, document: target.encode().length },
    verified: isDeepStrictEqual(shown, other.read()) && updates.some((_, client) => isDeepStrictEqual(shown, valueOf(client))),
  }
}
