import { randomBytes } from 'node:crypto'
import type { RelayWorld } from './ports.js'

export const nodeWorld: RelayWorld = {
  now: Date.now,
  random: randomBytes,
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
  turn: (callback) => {
    const immediate = setImmediate(callback)
    return () => {
      clearImmediate(immediate)
    }
  },
}
