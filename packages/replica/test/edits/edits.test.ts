import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeDraftInto } from '../../src/edits/compose.js'
import { createDraft } from '../../src/edits/draft.js'
import { decodeDraft, encodeDraft } from '../../src/edits/draft-codec.js'
import { draftOf } from '../../src/edits/intents.js'
import type { PacketEntry } from '../../src/outbox/entry.js'
import { contentOf, Device } from '../device.js'
import { batch } from '../writes.js'

const numRuns = Number(process.env['TORSOR_RUNS'] ?? 150)

type Step =
  | { readonly kind: 'write'; readonly by: 0 | 1; readonly writes: Parameters<Device['mutate']>[0] }
  | { readonly kind: 'freeze' | 'deliver'; readonly by: 0 | 1 }
const by = fc.constantFrom(0 as const, 1 as const)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('write' as const), by, writes: batch }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('freeze' as const, 'deliver' as const), by }) },
  ),
  { maxLength: 14 },
)

/** Two devices and one log: freezing only after having read all of it (rule 4). */
class World {
  readonly devices = [new Device('00000000000000a0'), new Device('00000000000000b1')] as const
  readonly log: PacketEntry[] = []
  readonly read = [0, 0]

  static after(history: readonly Step[]): World {
    const world = new World()
    for (const step of history) {
      world.tick()
      if (step.kind === 'write') world.devices[step.by].mutate(step.writes)
      else world[step.kind](step.by)
    }
    return world
  }

  deliver(by: 0 | 1): void {
    const device = this.devices[by]
    for (let at = this.read[by] ?? 0; at < this.log.length; at++) {
      const packet = this.log[at]
      if (packet === undefined) continue
      if (packet.id === device.id) device.confirm(packet)
      else device.hear(packet.delta)
    }
    this.read[by] = this.log.length
  }

  freeze(by: 0 | 1): void {
    this.deliver(by)
    const packet = this.devices[by].freeze()
    if (packet !== null) this.log.push(packet)
  }

  tick(): void {
    for (const device of this.devices) device.now += 1
  }
}

describe('edits', () => {
  it('[RE1] READ after a write is what the optimistic overlay showed for it', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const world = new World()
        for (const step of history) {
          world.tick()
          if (step.kind === 'write') {
            const expected = world.devices[step.by].mutate(step.writes)
            expect(contentOf(world.devices[step.by].view())).toEqual(contentOf(expected))
          } else world[step.kind](step.by)
        }
      }),
      { numRuns },
    )
  })

  it('[RE2] READ does not change when an own packet is confirmed', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const world = World.after(history)
        for (const side of [0, 1] as const) {
          world.freeze(side)
          const before = contentOf(world.devices[side].view())
          world.deliver(side)
          expect(contentOf(world.devices[side].view())).toEqual(before)
        }
      }),
      { numRuns },
    )
  })

  it('[RE3] devices that have read the whole log have the same bytes, and READ is the reference', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const world = World.after(history)
        for (const side of [0, 1, 0, 1] as const) world.freeze(side)
        for (const side of [0, 1] as const) world.deliver(side)
        const [a, b] = world.devices
        expect(a.reference()).toBe(b.reference())
        for (const device of world.devices) expect(device.read()).toBe(device.reference())
        expect(contentOf(a.view())).toEqual(contentOf(b.view()))
      }),
      { numRuns },
    )
  })

  it('[RE4] drafts survive the disk, folded or not', () => {
    fc.assert(
      fc.property(batch, batch, (first, second) => {
        const device = new Device('00000000000000a0')
        device.mutate(first)
        const one = createDraft()
        for (const entry of device.memory.accumulator.entries) if (entry.kind === 'open') composeDraftInto(one, entry.draft)
        const two = draftOf(device.intents(second), device.memory)
        composeDraftInto(one, two)
        expect(decodeDraft(encodeDraft(one))).toEqual(one)
      }),
      { numRuns },
    )
  })
})
