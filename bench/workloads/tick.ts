import { deflatedSizes } from '../harness/deflate.js'
import { createRandom, type Random } from '../harness/random.js'
import { registry, rowVariant, wholeState } from '../harness/registry.js'
import { summarize } from '../harness/statistics.js'
import type { LibraryWorkload, Row } from '../harness/workload.js'
import type { WallChange, WallFormat } from '../libraries/library.js'

export const REGISTERS = 256
export const CHANGED = 13
export const TICKS = 1000
const SEED = 0x7042

/** `steps`: each register moves by -511…+512. `words`: each becomes any 64 bits. */
export type Change = 'steps' | 'words'
const changes: readonly Change[] = ['steps', 'words']

export const tick: LibraryWorkload = {
  name: 'tick',
  about: [
    `A wall of ${REGISTERS} registers of 64 bits, one writer, one reader; in each of ${TICKS} ticks ${CHANGED} random registers change (seed 0x${SEED.toString(16)}).`,
    'steps: by -511…+512, uniform. words: to any 64 bits. Bytes of what the reader is sent for one tick: of Torsor the whole protocol message,',
    "of the others the library's update without the few bytes that a provider puts around it. deflated: behind permessage-deflate with context takeover.",
    `Floor: ${(whichBits() / 8 + (CHANGED * 10) / 8).toFixed(1)} B for steps, ${(whichBits() / 8 + CHANGED * 8).toFixed(1)} B for words (which ${CHANGED} of ${REGISTERS}: ${whichBits().toFixed(0)} bits; 10 or 64 bits each).`,
  ],
  columns: [
    { key: 'mean', title: 'mean', unit: 'B' },
    { key: 'p99', title: 'p99', unit: 'B' },
    { key: 'max', title: 'max', unit: 'B' },
    { key: 'deflatedMean', title: 'deflated', unit: 'B' },
    { key: 'deflatedP99', title: 'deflated p99', unit: 'B' },
  ],
  bars: [
    { row: { library: 'torsor', variant: 'sum, steps' }, figure: 'mean', atMost: 48 },
    { row: { library: 'torsor', variant: 'sum, steps' }, figure: 'p99', atMost: 52 },
    { row: { library: 'torsor', variant: 'xor, steps' }, figure: 'mean', atMost: 54 },
    { row: { library: 'torsor', variant: 'xor, steps' }, figure: 'p99', atMost: 60 },
    { row: { library: 'torsor', variant: 'xor, words' }, figure: 'mean', atMost: 130 },
    { row: { library: 'torsor', variant: 'sum, words' }, figure: 'mean', atMost: 130 },
  ],
  published: [
    { library: 'yjs', variant: 'v1, steps', says: '288 B' },
    { library: 'yjs', variant: 'v2, steps', says: '201 B' },
    { library: 'automerge', variant: 'steps', says: '343 B' },
    { library: 'loro', variant: 'steps', says: '262 B; deflated 108' },
    { library: 'tinybase', variant: 'steps', says: '558 B' },
    { library: 'whole state', variant: 'steps', says: 'deflated 79 B' },
  ],
  libraries: [...registry, wholeState],
  jobs: () => [{}],
  run: async (library) => {
    const rows: Row[] = []
    for (const change of changes) for (const wall of library.walls) rows.push(await runTick(library.name, wall, change))
    return rows
  },
}

/** How many bits say which registers changed. */
function whichBits(): number {
  let bits = 0
  for (let n = 0; n < CHANGED; n++) bits += Math.log2((REGISTERS - n) / (n + 1))
  return bits
}

export async function runTick(library: string, { variant, create }: WallFormat, change: Change): Promise<Row> {
  const random = createRandom(SEED)
  const registers = Array.from({ length: REGISTERS }, () => random.uint64())
  const wall = create(registers)
  const messages = Array.from({ length: TICKS }, () => {
    const written = changesOf(random, registers, change)
    for (const { register, after } of written) registers[register] = after
    return wall.tick(written)
  })
  for (const message of messages) wall.receive(message)
  const plain = summarize(messages.map((message) => message.length))
  const deflated = summarize(await deflatedSizes(messages))
  return {
    library,
    variant: rowVariant(variant, change),
    figures: { mean: plain.mean, p99: plain.p99, max: plain.max, deflatedMean: deflated.mean, deflatedP99: deflated.p99 },
    verified: registers.every((value, register) => wall.read(register) === value),
  }
}

function changesOf(random: Random, registers: readonly bigint[], change: Change): WallChange[] {
  return random.choose(CHANGED, REGISTERS).map((register) => {
    const before = registers[register] ?? 0n
    const after = change === 'steps' ? BigInt.asUintN(64, before + BigInt(random.below(1024) - 511)) : random.uint64()
    return { register, before, after }
  })
}
