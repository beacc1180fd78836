import { createRandom } from '../harness/random.js'
import { rowVariant } from '../harness/registry.js'
import { sum } from '../harness/statistics.js'
import type { LibraryWorkload, Row } from '../harness/workload.js'
import type { CountersFormat } from '../libraries/library.js'

const REPLICAS = 8
const INCREMENTS = 10_000
const COUNTERS = 100
const SEED = 0xc0
/** `each`: as the app means it. `summed`: the app adds up by hand first, and makes one increment per counter. */
const ways = ['each', 'summed'] as const

export const counters: LibraryWorkload = {
  name: 'counters',
  details: 'Bytes by kind of message',
  about: [
    `${REPLICAS} replicas that hold the same ${COUNTERS} counters (c00…c99) go offline, and each makes ${INCREMENTS} increments of 1…1,000. Then all push to a hub, and after that each gets what it lacks,`,
    `once (seed 0x${SEED.toString(16)}). each: one edit per increment. summed: the app adds up by hand first. Bytes of whole messages, mean of the ${REPLICAS} replicas; time: of all clients and the hub together.`,
    'Floor: 100 sums of 10,000 random increments are 14.5 bits each, 181 B up; 100 sums of eight of them 16 bits each, 200 B down.',
  ],
  columns: [
    { key: 'up', title: 'up', unit: 'B' },
    { key: 'down', title: 'down', unit: 'B' },
    { key: 'allUp', title: 'up, all 8', unit: 'KB' },
    { key: 'allDown', title: 'down, all 8', unit: 'KB' },
    { key: 'clientMs', title: 'clients', unit: 'ms' },
    { key: 'hubMs', title: 'hub', unit: 'ms' },
    { key: 'editMs', title: 'edits', unit: 'ms' },
  ],
  bars: [
    { row: { library: 'torsor', variant: 'each' }, figure: 'up', atMost: 560 },
    { row: { library: 'torsor', variant: 'each' }, figure: 'down', atMost: 640 },
  ],
  published: [
    { library: 'yjs', variant: 'v2, each', says: 'best of all: 158 KB up, 293 KB down' },
    { library: 'yjs', variant: 'v2, summed', says: 'best of all: 12.2 KB up, 36 KB down' },
  ],
  jobs: () => ways.map((way) => ({ way })),
  run: async (library, job) => {
    const rows: Row[] = []
    for (const format of library.counters) rows.push(await runCounters(library.name, format, job['way'] === 'summed'))
    return rows
  },
}

interface Increment {
  readonly id: string
  readonly by: number
}

async function runCounters(library: string, format: CountersFormat, summed: boolean): Promise<Row> {
  const random = createRandom(SEED)
  const ids = Array.from({ length: COUNTERS }, (_, number) => `c${String(number).padStart(2, '0')}`)
  const totals = new Map(ids.map((id) => [id, 0]))
  const group = await format.create(ids, REPLICAS)
  const start = performance.now()
  for (let replica = 0; replica < REPLICAS; replica++) {
    const increments = Array.from({ length: INCREMENTS }, () => ({ id: ids[random.below(COUNTERS)] ?? '', by: 1 + random.below(1_000) }))
    for (const { id, by } of summed ? addUp(increments) : increments) group.add(replica, id, by)
    for (const { id, by } of increments) totals.set(id, (totals.get(id) ?? 0) + by)
  }
  const editMs = performance.now() - start
  const traffics = await group.sync()
  const verified = traffics.every((_, replica) => ids.every((id) => group.read(replica, id) === totals.get(id)))
  await group.close()
  const bytes = (direction: 'up' | 'down'): number => sum(traffics.map((traffic) => traffic.bytes(direction)))
  const way = summed ? 'summed' : 'each'
  return {
    library,
    variant: rowVariant(format.variant, way),
    figures: {
      up: bytes('up') / REPLICAS,
      down: bytes('down') / REPLICAS,
      allUp: bytes('up') / 1000,
      allDown: bytes('down') / 1000,
      clientMs: sum(traffics.map((traffic) => traffic.clientMs)),
      hubMs: sum(traffics.map((traffic) => traffic.hubMs)),
      editMs,
    },
    verified,
    detail: `up ${traffics[0]?.describe('up') ?? ''}; down ${traffics[0]?.describe('down') ?? ''}`,
  }
}

function addUp(increments: readonly Increment[]): Increment[] {
  const sums = new Map<string, number>()
  for (const { id, by } of increments) sums.set(id, (sums.get(id) ?? 0) + by)
  return [...sums].map(([id, by]) => ({ id, by }))
}
