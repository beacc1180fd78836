import { Algebra, WordMap } from '@torsor/core'
import { accumulateBatch, accumulateWords, createRegisterPair, read } from '@torsor/core/kernel'
import type { Options } from './arguments.js'
import type { CreateKernel } from './bank.js'
import type { Kernels } from './kernels.js'
import { secondsEach } from './measure.js'
import { splitmix64 } from './splitmix64.js'
import { formatTable, grouped } from './table.js'
import { readWord, writeWord } from './workload.js'

/** How many words of how many registers change. */
const SIZES = [
  [13, 256],
  [64, 256],
  [256, 256],
  [4096, 65_536],
  [65_536, 65_536],
] as const

/** What is folded: in JavaScript's memory, as a decoder leaves it, in order of register. */
interface Change {
  readonly registers: number
  readonly indices: Uint32Array
  readonly words: Int32Array
  readonly map: WordMap
}

/** A file of zeros, and a way to fold the change into it. */
interface Way {
  readonly name: string
  fold(): void
  read(register: number): bigint
}

/** Nanoseconds to fold few words into a file: in place, and by way of a kernel. Returns whether all ways agree. */
export async function reportFolds({ seed, milliseconds }: Options, kernels: Kernels, log: (line: string) => void): Promise<boolean> {
  const rows: string[][] = []
  let same = true
  for (const [changed, registers] of SIZES) {
    const change = choose(changed, registers, seed)
    const row = [`${changed} of ${registers}`]
    for (const { fold } of waysToFold(change, kernels))
      row.push(
        grouped(
          (await secondsEach((repetitions) => {
            for (let done = 0; done < repetitions; done++) fold()
          }, milliseconds)) * 1e9,
        ),
      )
    rows.push(row)
    same &&= agree(change, kernels)
  }
  log('Nanoseconds to fold a change into a file of registers, by sum.')
  log('')
  for (const line of formatTable(['words', ...waysToFold(choose(1, 1, seed), kernels).map(({ name }) => name)], rows)) log(line)
  log('')
  log(same ? 'All ways come to the same words.' : 'DIFFERENT: not all ways come to the same words.')
  return same
}

function choose(changed: number, registers: number, seed: bigint): Change {
  const chosen = new Set<number>()
  for (let at = 0; chosen.size < changed; at++) chosen.add(changed === registers ? at : Number(splitmix64(seed, at) % BigInt(registers)))
  const indices = Uint32Array.from(chosen).sort()
  const words = new Int32Array(changed * 2)
  const map = new WordMap(changed)
  for (const [at, index] of indices.entries()) {
    writeWord(words, at, splitmix64(~seed, at))
    map.set(index, readWord(words, at))
  }
  return { registers, indices, words, map }
}

function waysToFold(change: Change, kernels: Kernels): readonly Way[] {
  return [
    wordMap(change),
    registerPair(change),
    ...Object.entries(kernels).flatMap(([name, createKernel]) =>
      [true, false].map((copies) => throughKernel(name, createKernel, change, copies)),
    ),
  ]
}

/** What states and deltas are made of. */
function wordMap({ registers, map }: Change): Way {
  const file = new WordMap(registers)
  // Odd, so that a fold reaches 0 only after 2^64 of them, and the file stays whole.
  for (let register = 0; register < registers; register++) file.setPair(register, 0, 1)
  return {
    name: 'WordMap.combine',
    fold: () => file.combine(map, Algebra.sum),
    read: (register) => BigInt.asUintN(64, (file.get(register) ?? 0n) - 1n),
  }
}

function registerPair({ registers, map }: Change): Way {
  const pair = createRegisterPair(Algebra.sum, registers)
  return { name: 'accumulateWords', fold: () => accumulateWords(pair, map), read: (register) => read(pair, register) }
}

function throughKernel(name: string, createKernel: CreateKernel, { registers, indices, words }: Change, copies: boolean): Way {
  const kernel = createKernel(registers * 16 + indices.length * 12 + 64)
  const pair = createRegisterPair(Algebra.sum, registers, kernel)
  const ownIndices = kernel.allocateIndices(indices.length)
  const ownWords = kernel.allocateWords(indices.length)
  ownIndices.set(indices)
  ownWords.set(words)
  return {
    name: copies ? `${name}, copied in` : `${name}, in place`,
    fold() {
      if (copies) {
        ownIndices.set(indices)
        ownWords.set(words)
      }
      accumulateBatch(pair, ownIndices, ownWords)
    },
    read: (register) => read(pair, register),
  }
}

/** Three folds come to three times the change. */
function agree(change: Change, kernels: Kernels): boolean {
  return waysToFold(change, kernels).every(({ fold, read }) => {
    for (let done = 0; done < 3; done++) fold()
    for (let register = 0; register < change.registers; register++)
      if (read(register) !== BigInt.asUintN(64, 3n * (change.map.get(register) ?? 0n))) return false
    return true
  })
}
