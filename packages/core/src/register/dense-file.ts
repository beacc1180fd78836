import { WordMap } from '../delta/word-map.js'

/** Where a file holds words that are not 0. Reused: looking for them once is most of the work. */
let found = new Uint32Array(256)

/** The words that are not 0 of a dense file of (low, high) halves. */
export function wordsOf(file: Int32Array): WordMap {
  if (file.length > found.length * 2) found = new Uint32Array(file.length)
  const places = found
  let held = 0
  for (let at = 0; at < file.length; at += 2) if (((file[at] as number) | (file[at + 1] as number)) !== 0) places[held++] = at
  const indices = new Uint32Array(held)
  const halves = new Int32Array(held * 2)
  for (let next = 0; next < held; next++) {
    const at = places[next] as number
    indices[next] = at / 2
    halves[next * 2] = file[at] as number
    halves[next * 2 + 1] = file[at + 1] as number
  }
  return WordMap.of(indices, halves)
}
