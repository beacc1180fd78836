import type { AnySchema } from '@torsor/core'
import { checkAtRest, checkWhileRunning } from '../check/index.js'
import type { Operation } from './operation.js'
import { perform } from './perform.js'
import { comeToRest } from './rest.js'
import { World, type WorldOptions } from './world.js'

/** A history that went well, or how far it got until it did not. */
export interface Played {
  /** Null: all went well. */
  readonly failure: Error | null
  /** What happened, with the time in ms, for people. */
  readonly log: readonly string[]
  readonly happened: ReadonlyMap<string, number>
  readonly edits: number
  /** Simulated, in ms. */
  readonly elapsed: number
}

/** Plays operations in a new world, and checks it all along and whenever it comes to rest. Never rejects. */
export async function play<S extends AnySchema>(options: WorldOptions<S>, operations: readonly Operation[]): Promise<Played> {
  const world = new World(options)
  let failure: Error | null = null
  try {
    await world.start()
    for (const operation of operations) {
      world.random.reseed(operation.seed)
      if (operation.kind === 'rest') await restAndCheck(world)
      else await perform(world, operation)
      await pass(world)
      checkWhileRunning(world)
    }
    world.say('rest, in the end')
    await restAndCheck(world)
    for (const site of options.faults.has('failover') && world.links === 'none' ? world.sites.slice(1) : []) {
      await comeToRest(world, site)
      await world.patiently(checkAtRest(world))
    }
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error))
    world.say(`FAILED: ${failure.message}`)
  }
  await world.end().catch((error: unknown) => {
    failure ??= error instanceof Error ? error : new Error(String(error))
  })
  return { failure, log: world.log, happened: world.happened, edits: world.edits, elapsed: world.timeline.elapsed }
}

async function restAndCheck<S extends AnySchema>(world: World<S>): Promise<void> {
  await comeToRest(world)
  await world.patiently(checkAtRest(world))
}

/** Some time passes, mostly too little for what was begun to end, and often none to speak of. */
async function pass<S extends AnySchema>({ random, timeline }: World<S>): Promise<void> {
  const dice = random.fraction()
  await timeline.advance(dice < 0.1 ? random.between(100, 6_000) : dice < 0.6 ? random.between(1, 60) : random.between(0, 3))
}
