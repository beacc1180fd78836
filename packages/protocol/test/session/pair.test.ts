import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ClientEvent } from '@torsor/protocol'
import { runs } from '../runs.js'
import { Pair } from './pair.js'

const people: readonly ClientEvent['type'][] = [
  'lead',
  'yield',
  'online',
  'offline',
  'visible',
  'hidden',
  'token-changed',
  'edited',
  'storage-lost',
  'storage-ready',
]
const relayEvents = ['advanced', 'blocked', 'renewal-due', 'shutdown'] as const

const action = fc.record({ draw: fc.nat(99), pick: fc.nat(1000) })

test('[PR36] the two ends never accuse each other, and are live together once the faults end', () => {
  let caughtUp = 0
  fc.assert(
    fc.property(fc.array(action, { maxLength: 150 }), (actions) => {
      const pair = new Pair()
      pair.tell({ type: 'start' })
      pair.tell({ type: 'lead' })
      for (const { draw, pick } of actions) {
        const link = pair.links[pick % Math.max(1, pair.links.length)]
        if (draw < 8) pair.tell({ type: people[pick % people.length] ?? 'edited' } as ClientEvent)
        else if (draw < 20 && link !== undefined) pair.tellRelay(link, { type: relayEvents[pick % (draw < 10 ? 4 : 3)] ?? 'advanced' })
        else if (draw < 24 && link !== undefined && !link.cut) {
          // What was on its way down may still arrive; what was on its way up may not.
          link.cut = true
          link.up = link.up.slice(0, pick % (link.up.length + 1))
          pair.tellRelay(link, { type: 'socket-closed' })
        } else if (draw < 26) pair.tell({ type: 'mismatch', generation: pair.client.generation })
        else {
          const moves = pair.moves()
          moves[pick % Math.max(1, moves.length)]?.()
        }
      }
      for (const type of ['storage-ready', 'lead', 'online', 'visible'] as const) pair.tell({ type })
      for (let turn = 0; turn < 500 && pair.moves().length > 0; turn++) pair.moves()[0]?.()
      expect(pair.accusations).toEqual([])
      expect(pair.client.name).toBe('live')
      expect(pair.current?.relay.name).toBe('live')
      expect(pair.current?.generation).toBe(pair.client.generation)
      caughtUp++
    }),
    runs(1000),
  )
  expect(caughtUp).toBeGreaterThan(0)
})
