import type { RelayWorld } from './ports.js'

/** Calls back every `ms`, until the returned function is called. */
export function every(world: Pick<RelayWorld, 'after'>, ms: number, callback: () => void): () => void {
  let cancel = world.after(ms, tick)
  function tick(): void {
    cancel = world.after(ms, tick)
    callback()
  }
  return () => {
    cancel()
  }
}
