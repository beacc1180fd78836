import { createDelta, millisecondsOf, stampOf, Table, type Lww, type Row } from '@torsor/core'
import { describe, expect, it } from 'vitest'
import { createDraft, type DraftLww } from '../../src/edits/draft.js'
import { draftOf } from '../../src/edits/intents.js'
import { freezeDraft, frozenStamp } from '../../src/edits/freeze.js'
import { Gathering } from '../../src/engine/gathering.js'
import { memoryId } from '../../src/outbox/memory-id.js'
import { Device, type Write } from '../device.js'
import { schema } from '../schema.js'

const cell = (ms: number, over = 0): DraftLww => ({ stamp: stampOf(ms), value: 'v', over })
const YEAR = 365 * 24 * 60 * 60 * 1000

const items = schema.layout.tables.get('items')
const name = items?.fieldByName.get('name')?.lww
if (items === undefined || name === undefined || name === null) throw new Error('the schema has items with a name')

function nameOf(device: Device): string | undefined {
  return device.view().views.items.get('a')?.name
}

describe('freezing', () => {
  it('[RE5] corrects the stamp of a clock that is behind or ahead by a steady offset', () => {
    expect(millisecondsOf(frozenStamp({ offset: 60_000, relayNow: 1_000_000 })(cell(500_000), 0))).toBe(560_000)
    expect(millisecondsOf(frozenStamp({ offset: -60_000, relayNow: 1_000_000 })(cell(500_000), 0))).toBe(440_000)
  })

  it('[RE5] never stamps later than the relay, so a clock a year ahead does not win for a year', () => {
    // The clock was corrected while offline: the offset says nothing about the batch made before.
    expect(millisecondsOf(frozenStamp({ offset: 0, relayNow: 1_000_000 })(cell(1_000_000 + YEAR), 0))).toBe(1_000_000)
  })

  it('[RE6] stamps later than what was overwritten, so nobody loses to the value he replaced', () => {
    const over = stampOf(1_000_200)
    expect(frozenStamp({ offset: -60, relayNow: 1_000_000 })(cell(1_000_201, over), 0)).toBe(over + 1)
    expect(frozenStamp({ offset: -60, relayNow: 1_000_000 })(cell(900_000), over)).toBe(over + 1)
  })

  it('[RE6] two boots of one device, the first with its clock a year ahead, keep their order', () => {
    const device = new Device('00000000000000a0', 1_000_000 + YEAR)
    device.mutate([(m) => m.items.upsert('a', { name: 'first' })])
    device.freeze(0, 1_000_000)
    device.now = 1_000_001
    device.mutate([(m) => m.items.update('a', { name: 'second' })])
    device.freeze(0, 1_000_000)
    expect(nameOf(device)).toBe('second')
  })

  it('[RE36] a register written over an earlier boot’s open batch takes no provisional stamp for a final one', () => {
    const device = new Device('00000000000000a0', 1_000_000 + YEAR)
    device.mutate([(m) => m.items.upsert('a', { name: 'first' })])
    device.reboot('00000000000000b0')
    device.now = 1_000_001
    device.mutate([(m) => m.items.update('a', { name: 'second' })])
    device.freeze(0, 1_000_000)
    device.freeze(0, 1_000_000)
    expect(nameOf(device)).toBe('second')
    const stored = device.memory.frozenRow(items.id, 'a')?.cells.get(name) as Lww
    expect(Math.floor(millisecondsOf(stored.stamp))).toBe(1_000_000)
  })

  it('[RE72] of earlier boots the oldest is frozen first, whatever their names: what was written over does not come back', () => {
    for (const [one, other] of [
      ['00000000000000a0', '00000000000000b0'],
      ['00000000000000b0', '00000000000000a0'],
    ] as const) {
      const device = new Device(one)
      device.mutate([(m) => m.items.upsert('a', { name: 'first' })])
      device.reboot(other)
      device.now++
      device.mutate([(m) => m.items.update('a', { name: 'second' })])
      device.reboot('00000000000000c0')
      expect([device.freeze()?.id, device.freeze()?.id]).toEqual([one, other])
      expect(nameOf(device)).toBe('second')
    }
  })

  it('[RE57] what lay on a disk that failed is written over by what came after it in memory, though it is frozen later', () => {
    const device = new Device('00000000000000a0')
    const inMemory = memoryId('page', 1)
    device.mutate([(m) => m.items.upsert('a', { name: 'first' })])
    device.reboot(inMemory)
    device.now++
    device.mutate([(m) => m.items.update('a', { name: 'second' })])
    device.now++
    expect(device.freeze(0, device.now, inMemory)?.id).toBe(inMemory)
    device.now++
    expect(device.freeze()?.id).toBe('00000000000000a0')
    expect(nameOf(device)).toBe('second')
    // What is written over that is so on the disk, too.
    device.reboot('00000000000000b0')
    device.mutate([(m) => m.items.update('a', { name: 'third' })])
    device.now = 0
    device.freeze()
    expect(nameOf(device)).toBe('third')
  })

  it('[RE57] so it is where the clock is behind, and what is frozen later would have a later stamp', () => {
    const device = new Device('00000000000000a0')
    const inMemory = memoryId('page', 1)
    const write =
      (stock: number): Write =>
      (m) =>
        m.items.upsert('a', { name: `${stock}`, votes: { up: stock } })
    // Others have clocks that are right, and what is written over theirs comes after it.
    const other = new Device('00000000000000c0', 1_000_000 + YEAR)
    other.mutate([write(1)])
    device.hear(other.freeze()?.delta ?? createDelta())
    device.mutate([write(2)])
    device.reboot(inMemory)
    device.mutate([write(3)])
    device.freeze(YEAR, 1_000_001 + YEAR, inMemory)
    device.freeze(YEAR, 1_000_009 + YEAR)
    expect(device.view().views.items.get('a')).toMatchObject({ name: '3', votes: { up: 3 } })
  })

  it('[RE72] what a boot writes comes after what others have open, whatever the clock says', () => {
    const device = new Device('00000000000000a0', 1_000_000 + YEAR)
    device.mutate([(m) => m.items.upsert('a', { name: 'first' })])
    device.reboot('00000000000000b0')
    device.now = 1_000_000
    const gathering = new Gathering(device.memory)
    const written = { face: 'page', number: 1, intents: [], durability: 'relaxed' } as const
    gathering.add(written, draftOf(device.intents([(m) => m.items.update('a', { name: 'second' })]), device.memory), 1, () => false)
    expect(gathering.unsaved().map(({ at }) => at)).toEqual([1_000_001 + YEAR])
  })

  it('[RE36] nor an element its provisional causal length', () => {
    const device = new Device('00000000000000a0')
    device.mutate([(m) => m.items.put('a', { labels: 'x' })])
    device.reboot('00000000000000b0')
    device.mutate([(m) => m.items.remove('a', { labels: 'x' })])
    // Meanwhile others have put and removed it often.
    const other = new Device('00000000000000c0')
    for (let n = 0; n < 3; n++) {
      other.mutate([(m) => m.items.put('a', { labels: 'x' })])
      other.mutate([(m) => m.items.remove('a', { labels: 'x' })])
    }
    const packet = other.freeze()
    if (packet !== null) device.hear(packet.delta)
    device.freeze()
    device.freeze()
    expect([...(device.view().views.items.get('a')?.labels ?? [])]).toEqual([])
  })

  it('[RE7] a lifeless write gets the life that the record has, or the next one when it is dead', () => {
    const device = new Device('00000000000000a0')
    const intents = device.intents([(m) => m.items.upsert('a', { stock: 7 })])
    const frozenLife = (life: number): number | undefined => {
      const base: Row | undefined = life === 0 ? undefined : { life, cells: new Map() }
      const draft = draftOf(intents, new Device('00000000000000b1').memory)
      return freezeDraft(
        draft,
        () => base,
        () => undefined,
        frozenStamp({ offset: 0, relayNow: 1 }),
      )
        .records.get(items.id)
        ?.get('a')?.life
    }
    expect([0, 1, 2, 3, 4].map(frozenLife)).toEqual([1, 1, 3, 3, 5])
  })

  it('[RE7] an edit of a record that READ holds keeps its life, and falls when the record was deleted meanwhile', () => {
    const author = new Device('00000000000000a0')
    author.mutate([(m) => m.items.upsert('a', { stock: 7 })])
    const born = author.freeze()
    if (born === null) throw new Error('there was something to freeze')
    const reader = new Device('00000000000000b1')
    reader.hear(born.delta)
    reader.mutate([(m) => m.items.add('a', { stock: 1 })])
    author.confirm(born)
    author.mutate([(m) => m.items.delete('a')])
    const died = author.freeze()
    if (died === null) throw new Error('there was something to freeze')
    reader.hear(died.delta)
    reader.freeze()
    expect(reader.view().views.items.has('a')).toBe(false)
  })

  it('[RE7] an element that READ does not hold is put into the life that the record turns out to have', () => {
    const author = new Device('00000000000000a0')
    author.mutate([(m) => m.items.upsert('a', { labels: ['x'] })])
    author.mutate([(m) => m.items.remove('a', { labels: 'x' })])
    const removed = author.freeze()
    if (removed === null) throw new Error('there was something to freeze')
    const fresh = new Device('00000000000000b1')
    fresh.mutate([(m) => m.items.put('a', { labels: 'x' })])
    fresh.hear(removed.delta)
    fresh.freeze()
    expect([...(fresh.view().views.items.get('a')?.labels ?? [])]).toEqual(['x'])
  })

  it('[RE8] a counter that is said to be what two devices counted is that once, and beside an add it is both', () => {
    const [a, b] = [new Device('00000000000000a0'), new Device('00000000000000b1')]
    a.mutate([(m) => m.items.upsert('a', { stock: 17 })])
    b.mutate([(m) => m.items.upsert('a', { stock: 17 }), (m) => m.items.add('a', { stock: 5 })])
    const fromA = a.freeze()
    if (fromA === null) throw new Error('there was something to freeze')
    b.hear(fromA.delta)
    b.freeze()
    expect(b.view().views.items.get('a')?.stock).toBe(22)
  })

  it('[RE4] an empty draft freezes to an empty delta', () => {
    const delta = freezeDraft(
      createDraft(),
      () => undefined,
      () => undefined,
      () => 1,
    )
    expect([delta.records.size, delta.words.size]).toEqual([0, 0])
  })

  it('[RE6] a register keeps, through the folding of batches, the stamp that the first of them overwrote', () => {
    const device = new Device('00000000000000a0')
    const stranger: Lww = { stamp: stampOf(2_000_000), value: 'theirs' }
    device.hear({ records: new Map([[items.id, Table.of([['a', { life: 1, cells: new Map([[name, stranger]]) }]])]]), words: new Map() })
    device.mutate([(m) => m.items.update('a', { name: 'one' })])
    device.mutate([(m) => m.items.update('a', { name: 'two' })])
    const packet = device.freeze(0, 1_000_000)
    const frozen = packet?.delta.records.get(items.id)?.get('a')?.cells.get(name) as Lww | undefined
    expect(frozen?.stamp).toBe(stranger.stamp + 1)
    expect(nameOf(device)).toBe('two')
  })
})
