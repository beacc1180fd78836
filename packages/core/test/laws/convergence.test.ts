import { applyDelta, createState, decodeState, digestOfDelta, encodeState, stateDigest, type State } from '@torsor/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../arbitrary/random.js'
import { runs } from '../arbitrary/runs.js'
import { packets, Receiver } from '../history/delivery.js'
import { history, play } from '../history/history.js'
import { linesOf, oracle } from '../oracle/oracle.js'

test('[CO10] any order, any batching, duplicates and nested overlaps: equal bytes, equal digests, and what the oracle says', () => {
  fc.assert(
    fc.property(history, (story) => {
      const devices = play(story)
      const random = createRandom(story.seed)
      const expected = oracle(devices.flat().flatMap((batch) => batch.facts))
      const states: State[] = []
      for (let replica = 0; replica < 3; replica++) {
        const receiver = new Receiver()
        for (const packet of packets(devices, random)) receiver.receive(packet, replica > 0)
        states.push(receiver.state)
      }
      const oneByOne = createState()
      for (const batch of random.shuffle(devices.flat())) applyDelta(oneByOne, batch.delta)
      states.push(oneByOne)
      const [first] = states.map(({ delta }) => encodeState(delta))
      for (const state of states) {
        expect(linesOf(state.delta)).toEqual(expected)
        expect(encodeState(state)).toEqual(first)
        expect(stateDigest(state)).toBe(stateDigest(oneByOne))
        expect(stateDigest(state)).toBe(digestOfDelta(state.delta))
      }
      if (first !== undefined) expect(stateDigest(decodeState(first))).toBe(stateDigest(oneByOne))
    }),
    runs(),
  )
})
