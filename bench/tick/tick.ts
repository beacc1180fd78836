import {
  accumulate,
  Algebra,
  applyDelta,
  columnId,
  createRegisterPair,
  createState,
  decodeDelta,
  encodeDelta,
  encodeState,
  load,
  read,
  stateDigest,
  swap,
  type Delta,
  type RegisterPair,
  type State,
} from '@torsor/core'
import { decodeFrame, encodeFrame } from '@torsor/protocol'
import { createRandom, type Random } from '../harness/random.js'
import { summarize, type Summary } from '../harness/summary.js'

export interface Workload {
  readonly merge: 'sum' | 'xor'
  /** `steps`: each register moves by -511…+512. `words`: each becomes any 64 bits. */
  readonly change: 'steps' | 'words'
}

export interface TickResult extends Workload {
  readonly frame: Summary
  readonly delta: Summary
  /** The reader's state equals the writer's: register by register, in bytes and in digest. */
  readonly verified: boolean
}

export const REGISTERS = 256
export const CHANGED = 13
export const TICKS = 1000
export const SEED = 0x7042

/** One writer, one reader; what is measured is the whole protocol message of each tick. */
export function runTick(workload: Workload, seed: number = SEED): TickResult {
  const algebra = workload.merge === 'sum' ? Algebra.sum : Algebra.xor
  const table = columnId('telemetry', algebra)
  const random = createRandom(seed)
  const writer = createRegisterPair(algebra, REGISTERS)
  for (let register = 0; register < REGISTERS; register++) load(writer, register, random.uint64())
  const begin = deltaOf(table, allOf(writer))
  const frames: Uint8Array[] = []
  const deltas: number[] = []
  for (let tick = 0; tick < TICKS; tick++) {
    for (const register of choose(random)) accumulate(writer, register, changeOf(workload, random, read(writer, register)))
    const bytes = encodeDelta(deltaOf(table, swap(writer)))
    frames.push(encodeFrame([{ type: 'deltas', handle: 0, span: 1, bytes }]))
    deltas.push(bytes.length)
  }
  return {
    ...workload,
    frame: summarize(frames.map((frame) => frame.length)),
    delta: summarize(deltas),
    verified: verify(begin, frames, writer, table),
  }
}

type Table = ReturnType<typeof columnId>
type Words = ReturnType<typeof swap>

function deltaOf(table: Table, words: Words): Delta {
  return { records: new Map(), words: new Map([[table, words]]) }
}

/** The difference that takes the register from what it is to what it shall be. */
function changeOf({ merge, change }: Workload, random: Random, before: bigint): bigint {
  const after = change === 'steps' ? BigInt.asUintN(64, before + BigInt(random.below(1024) - 511)) : random.uint64()
  return merge === 'sum' ? after - before : after ^ before
}

function choose(random: Random): ReadonlySet<number> {
  const chosen = new Set<number>()
  while (chosen.size < CHANGED) chosen.add(random.below(REGISTERS))
  return chosen
}

function allOf(pair: RegisterPair): Words {
  const copy = createRegisterPair(pair.algebra, pair.length)
  for (let register = 0; register < pair.length; register++) accumulate(copy, register, read(pair, register))
  return swap(copy)
}

/** Outside of what is measured: a reader who has only the frames. */
function verify(begin: Delta, frames: readonly Uint8Array[], writer: RegisterPair, table: Table): boolean {
  const reader = createState()
  applyDelta(reader, begin)
  for (const frame of frames) {
    for (const message of decodeFrame(frame, 'down')) {
      if (message.type !== 'deltas') return false
      applyDelta(reader, decodeDelta(message.bytes))
    }
  }
  const wanted: State = createState()
  applyDelta(wanted, deltaOf(table, allOf(writer)))
  for (let register = 0; register < REGISTERS; register++)
    if ((reader.delta.words.get(table)?.get(register) ?? 0n) !== read(writer, register)) return false
  return stateDigest(reader) === stateDigest(wanted) && Buffer.compare(encodeState(reader), encodeState(wanted)) === 0
}
