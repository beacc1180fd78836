import { Algebra, collection, columnId, defineSchema, register } from '@torsor/core'
import { columnsHash, decodeFrame, encodeFrame, type PacketKey, type ReplicaId, type UpMessage } from '@torsor/protocol'
import { createMemoryStorage, openMemory, type ReplicaStore } from '@torsor/store'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Uploads } from '../../src/driver/uploads.js'
import { draftOf } from '../../src/edits/intents.js'
import { freezeDraft } from '../../src/edits/freeze.js'
import { Replication } from '../../src/engine/replication.js'
import type { CaughtUp, Opened, Refusal } from '../../src/engine/told.js'
import { SpaceCore } from '../../src/engine/space-core.js'
import { columnsRange } from '../../src/storage/layout.js'
import { appendChecked } from '../../src/transactions/append-batch.js'
import { noteColumns } from '../../src/transactions/declare.js'
import { freezeOpen } from '../../src/transactions/freeze-open.js'
import { Retention } from '../../src/transactions/retention.js'
import { createMemoryChannels, createMemoryLocks } from '../../src/world/memory-world.js'
import { ManualClock } from '../clock.js'
import { Device } from '../device.js'
import { schema } from '../schema.js'

const ID = '00000000000000a0'
const nonce = '00000000000000ee'
const PACKETS = 6
const opened: Opened = {
  time: 1_000_000,
  nonce,
  mode: 'whole',
  access: 'write',
  undeclared: false,
  partial: null,
  coverage: [],
}
const caughtUp: CaughtUp = { nonce, position: 0, coverage: [{ id: ID, ranges: [], voids: [] }], known: [ID], digest: '0'.repeat(16) }

let clock: ManualClock
let store: ReplicaStore
let core: SpaceCore
let replication: Replication
let sent: UpMessage[]
let stuck: number

/** A device that has six packets of about 400 kB frozen: two pieces each on the wire. */
beforeEach(async () => {
  clock = new ManualClock()
  sent = []
  stuck = 0
  store = await createMemoryStorage().open('device')
  for (let number = 1; number <= PACKETS; number++) {
    const device = new Device(ID)
    const draft = draftOf(device.intents([(m) => m.items.upsert(`item ${number}`, { name: 'x'.repeat(400_000) })]), device.memory)
    await appendChecked(store, 'relaxed', [{ draft, writes: [['face', number, number]], at: number }], () => ID)
    await freezeOpen(store, { id: ID, from: 1, revision: 0 }, (open) =>
      freezeDraft(
        open,
        () => undefined,
        () => undefined,
        (cell) => cell.stamp,
      ),
    )
  }
  const random = { bytes: (length: number) => new Uint8Array(length), fraction: () => 0 }
  const world = {
    clock,
    random,
    locks: createMemoryLocks(),
    openChannel: createMemoryChannels(),
    openStore: openMemory,
    openFallbackStore: openMemory,
  }
  const failed = (error: unknown): never => {
    throw error
  }
  core = new SpaceCore({ schema, space: 's', storageName: 's', world }, store, {
    changed: () => undefined,
    failed,
    stranded: () => undefined,
    torn: () => undefined,
  })
  await core.load()
  replication = new Replication(core, new Retention())
})

function uploads(to: Partial<Opened> = {}, ids: ReplicaId[] = [ID]): Uploads {
  const session = { handle: 3, send: (message: UpMessage) => void sent.push(message), probe: () => undefined, leave: () => undefined }
  const failed = (error: unknown): never => {
    throw error
  }
  return new Uploads({ replication, clock, columns: schema.layout.columns, stuck: () => stuck++, failed }, session, ids, {
    ...opened,
    ...to,
  })
}

async function rounds(): Promise<void> {
  await replication.settled()
  await new Promise((resolve) => setTimeout(resolve, 0))
}

function pushed(): string[] {
  return sent.flatMap((message) => (message.type === 'push' ? [`${message.range.from}@${message.piece?.offset ?? 0}`] : []))
}

const key = (number: number): PacketKey => ({ id: ID, from: number, to: number })

describe('uploads', () => {
  it('[RE71] declare the columns of every version of the app that wrote here, where the relay lacks some, and only then', async () => {
    const older = defineSchema({ items: collection({ former: register('') }) })
    await noteColumns(store, older)
    await noteColumns(store, schema)
    await noteColumns(store, older)
    const names = (): unknown[] => sent.flatMap((message) => (message.type === 'declare' ? [message.columns.map(({ name }) => name)] : []))
    const up = uploads({ undeclared: true })
    up.push(false)
    await rounds()
    expect(names()).toEqual([schema.layout.columns.map(({ name }) => name)])
    up.refused({ ...key(1), code: 'columns-undeclared', message: '', retryable: true, cells: [] })
    clock.advance(5_000)
    await rounds()
    const all = [...schema.layout.columns, { id: columnId('items.former', Algebra.lww), name: 'items.former' }]
    expect(names()[1]).toEqual(all.toSorted((a, b) => a.id - b.id).map(({ name }) => name))
    expect(pushed().filter((push) => push === '1@0')).toHaveLength(2)
    expect(await store.read((reader) => reader.keys('meta', columnsRange))).toHaveLength(2)
  })

  it('[P9] [RE42] go up in order of number, in pieces, four packets at a time, each once', async () => {
    const up = uploads()
    up.push(false)
    up.push(false)
    await rounds()
    expect(pushed()).toEqual([1, 2, 3, 4].flatMap((number) => [`${number}@0`, `${number}@262144`]))
    const bytes = sent.flatMap((message) => (message.type === 'push' && message.range.from === 1 ? [...message.bytes] : []))
    expect(bytes).toEqual([...(replication.packets[0]?.packet ?? [])])
    const first = replication.packets[0]
    if (first === undefined) throw new Error('there are packets')
    await replication.begin(opened)
    await replication.adopt(caughtUp)
    await replication.apply(nonce, [{ previous: 0, position: 1, bytes: first.packet, own: first }], [ID])
    up.confirmed(first)
    await rounds()
    expect(pushed().slice(8)).toEqual(['5@0', '5@262144'])
  })

  it('[RE43] a packet of which the relay has a part goes on where that ends, and no other does', async () => {
    uploads({ partial: { ...key(2), received: 300_000 } }).push(false)
    await rounds()
    expect(pushed().slice(0, 4)).toEqual(['1@0', '1@262144', '2@300000', '3@0'])
  })

  it('[RE42] a packet that the relay held at opening is not pushed: catching up confirms it', async () => {
    const up = uploads({ coverage: [{ id: ID, ranges: [{ from: 1, to: 2 }], voids: [] }] })
    up.push(false)
    await rounds()
    expect(pushed().filter((piece) => piece.endsWith('@0'))).toEqual(['3@0', '4@0', '5@0', '6@0'])
    // Where catching up has not confirmed it after all, it goes like any other.
    for (const number of [3, 4]) up.confirmed(key(number))
    sent = []
    up.push(true)
    await rounds()
    // Live, and not adopted yet: the one that catching up confirms would go a second time.
    expect(pushed().filter((piece) => /^[12]@/.test(piece))).toEqual([])
    for (const number of [5, 6]) up.confirmed(key(number))
    up.adopted()
    await rounds()
    expect(pushed()).toContain('1@0')
  })

  it('[RE42] an id that the session has not named is named once, by the first piece', async () => {
    const ids = ['00000000000000b0']
    uploads({}, ids).push(false)
    await rounds()
    const own = sent.flatMap((message) => (message.type === 'push' ? [message.own] : []))
    expect(own).toEqual([ID, ...own.slice(1).map(() => 1)])
    expect(ids).toEqual(['00000000000000b0', ID])
    expect(sent.flatMap((message) => decodeFrame(encodeFrame([message]), 'up'))).toEqual(sent)
  })

  it('[RE43] a part of other bounds is another packet', async () => {
    uploads({ partial: { id: ID, from: 1, to: 2, received: 300_000 } }).push(false)
    await rounds()
    expect(pushed()[0]).toBe('1@0')
  })

  it('[RE44] names the columns before the first packet, where the relay does not know them, and once', async () => {
    uploads({ undeclared: true }).push(false)
    await rounds()
    expect(sent.map(({ type }) => type).filter((type) => type !== 'push')).toEqual(['declare'])
    expect(sent[0]).toMatchObject({ type: 'declare', columns: schema.layout.columns })
  })

  it('[RE44] says at opening which columns it writes, and nothing once they are known under the nonce of its place', async () => {
    const columns = columnsHash(schema.layout.columns)
    await replication.begin(opened)
    await replication.adopt(caughtUp)
    expect(replication.openPlace(false, columns)).toMatchObject({ place: { nonce: '00000000', position: 0 }, columns })
    await replication.declared(nonce, columns)
    expect(replication.openPlace(false, columns).columns).toBeNull()
    expect(replication.openPlace(false, '01234567').columns).toBe('01234567')
    expect(replication.openPlace(true, columns).columns).toBe(columns)
  })

  it('[P17] [RE45] a packet refused for now is pushed again after a while, and others go on', async () => {
    const up = uploads()
    up.push(false)
    await rounds()
    const refused: Refusal = { ...key(1), code: 'clock-skew', retryable: true, message: '', cells: [] }
    sent = []
    up.refused(refused)
    up.push(false)
    await rounds()
    expect(pushed()).toEqual(['5@0', '5@262144'])
    up.confirmed(key(2))
    await rounds()
    sent = []
    up.confirmed(key(3))
    clock.advance(5_000)
    await rounds()
    expect(pushed()).toContain('1@0')
  })

  it('[RE45] a packet refused for good is parked, and no longer one of those to push', async () => {
    const up = uploads()
    up.push(false)
    await rounds()
    up.refused({ ...key(1), code: 'forbidden', retryable: false, message: 'no', cells: ['items.name'] })
    await rounds()
    await rounds()
    expect(replication.packets.map(({ from }) => from)).toEqual([2, 3, 4, 5, 6])
    expect(replication.packet(key(1))?.refusal).toMatchObject({
      code: 'packet-refused',
      message: 'no',
      data: { reason: 'forbidden', cells: ['items.name'] },
    })
  })

  it('[RE46] a packet that stays unanswered for 30 s makes the session anew; one that ended does not', async () => {
    const up = uploads()
    up.push(false)
    await rounds()
    clock.advance(29_999)
    expect(stuck).toBe(0)
    clock.advance(1)
    expect(stuck).toBe(1)
    const other = uploads()
    other.push(false)
    await rounds()
    other.end()
    clock.advance(60_000)
    expect(stuck).toBe(1)
  })

  it('[RE47] a device that may only read pushes nothing', async () => {
    uploads({ access: 'read' }).push(true)
    await rounds()
    expect(sent).toEqual([])
  })

  it('[RE48] what is open is frozen only after the session has caught up (rule 4), and is pushed then', async () => {
    const device = new Device(ID)
    const draft = draftOf(device.intents([(m) => m.items.add('late', { stock: 1 })]), device.memory)
    const writes = [['face', PACKETS + 1, PACKETS + 1]] as const
    await appendChecked(store, 'relaxed', [{ draft, writes, at: 9 }], () => ID)
    await core.resynchronize()
    await replication.begin(opened)
    const covered = { id: ID, ranges: [{ from: 1, to: PACKETS }], voids: [] }
    const up = uploads()
    up.push(true)
    await rounds()
    expect(replication.hasOpen).toBe(true)
    await replication.adopt({ ...caughtUp, coverage: [covered] })
    sent = []
    up.push(true)
    await rounds()
    expect(replication.hasOpen).toBe(false)
    expect(pushed()).toEqual(['7@0'])
  })

  it('[RE48] what is written while others are frozen is frozen and pushed after them', async () => {
    const device = new Device(ID)
    const append = (number: number): Promise<unknown> => {
      const draft = draftOf(device.intents([(m) => m.items.add('late', { stock: 1 })]), device.memory)
      const batch = [{ draft, writes: [['face', number, number]] as const, at: 9 }]
      return core.queue.run(() => core.commit((open) => appendChecked(open, 'relaxed', batch, () => ID)))
    }
    await append(PACKETS + 1)
    await replication.begin(opened)
    const covered = { id: ID, ranges: [{ from: 1, to: PACKETS }], voids: [] }
    await replication.adopt({ ...caughtUp, coverage: [covered] })
    const up = uploads()
    up.push(true)
    const freezing = vi.spyOn(replication, 'freeze').mockImplementationOnce(async (now) => {
      freezing.mockRestore()
      await replication.freeze(now)
      await append(PACKETS + 2)
      up.push(true)
    })
    await rounds()
    await rounds()
    expect(replication.hasOpen).toBe(false)
    expect(pushed()).toEqual(['7@0', '8@0'])
  })

  it('[RE48] a reference that differs from the relay’s is none to freeze against', async () => {
    await replication.begin(opened)
    const verdict = await replication.adopt({ ...caughtUp, digest: 'f'.repeat(16) })
    expect(verdict).toBe('differs')
    const device = new Device(ID)
    const draft = draftOf(device.intents([(m) => m.items.add('late', { stock: 1 })]), device.memory)
    await appendChecked(store, 'relaxed', [{ draft, writes: [['face', 99, 99]], at: 9 }], () => ID)
    await core.resynchronize()
    uploads().push(true)
    await rounds()
    expect(replication.hasOpen).toBe(true)
  })
})
