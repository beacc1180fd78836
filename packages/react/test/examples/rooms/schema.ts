import { collection, counter, defineSchema, register, set, single, tally } from '@torsor/core'

interface Position {
  floor: number
  door: string
  note?: string
}

export const schema = defineSchema({
  rooms: collection({
    name: register(''),
    kind: register<'office' | 'lab'>('office'),
    position: register<Position>(),
    owner: register<string | null>(null),
    seats: counter(),
    area: counter({ scale: 2 }),
    equipment: set('screen', 'board', 'sink'),
    tags: set(),
    votes: tally('keep', 'close'),
  }),
  building: single({ title: register('Building'), visits: counter({ bigint: true }) }),
})
