import { decodeDelta, encodeDelta } from '@torsor/core'
import { createRelay, memoryLog } from '@torsor/relay'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { itemsLayout, mapFormat, recordsFormat, registersDelta, schemaOf } from '../libraries/torsor/core.js'
import { ItemsReplica } from '../libraries/torsor/replica.js'
import { wallFormats } from '../libraries/torsor/wall.js'
import { applyInBatches } from '../workloads/apply.js'
import { runCase } from '../workloads/map.js'
import { runTick } from '../workloads/tick.js'

test.each([
  ['sum', 'steps', 48, 52],
  ['xor', 'steps', 54, 60],
  ['xor', 'words', 130, 131],
] as const)(
  'a tick merged by %s, %s, is at most %i bytes of message on average, %i at p99, and the reader arrives',
  async (variant, change, mean, p99) => {
    const format = wallFormats.find((wall) => wall.variant === variant)
    if (format === undefined) throw new Error(`No wall ${variant}.`)
    const { figures, verified } = await runTick('torsor', format, change)
    expect(verified).toBe(true)
    expect(figures['mean']).toBeLessThanOrEqual(mean)
    expect(figures['p99']).toBeLessThanOrEqual(p99)
  },
)

test('an update of the benchmarks is, byte for byte, what a replica freezes of the same edit', async () => {
  const fields = ['name', 'quantity']
  const log = memoryLog()
  const relay = createRelay({ log, authorize: 'anyone', logger: pino({ level: 'silent' }) })
  const { url } = await relay.listen({ port: 0 })
  const replica = new ItemsReplica(url, schemaOf(fields))
  await replica.replica.ready
  replica.insert([{ id: 'r100', fields: { name: 'a bolt', quantity: 1 } }])
  await replica.upToDate()
  const edit = { id: 'r100', field: 'name', value: 'ten chars!' }
  replica.edit(edit)
  await replica.upToDate()
  await replica.replica.close()
  await relay.close({ graceMs: 0 })

  const reader = await log.open({ random: (length) => new Uint8Array(length), turn: (task) => (setImmediate(task), () => undefined) })
  const entries = await reader.read('bench-01', 0, { entries: 100, bytes: 1e6 })
  await reader.close()
  const packet = entries.at(-1)?.bytes ?? new Uint8Array()
  const layout = itemsLayout(schemaOf(fields))
  const cell = decodeDelta(packet)
    .records.get(layout.id)
    ?.get('r100')
    ?.cells.get(layout.fieldByName.get('name')?.lww as never)
  const { stamp } = cell as { stamp: number }
  expect(Buffer.from(encodeDelta(registersDelta(layout, [edit], () => stamp)))).toEqual(Buffer.from(packet))
})

test('a few edits, applied one by one and in batches, arrive', () => {
  for (const size of [1, 10]) {
    const { verified, perSecond, bytesPerEdit } = applyInBatches(recordsFormat, size, 100, 1)
    expect(verified).toBe(true)
    expect(perSecond).toBeGreaterThan(0)
    expect(bytesPerEdit).toBeGreaterThan(6)
  }
})

test('1,540 clients that set one key come to one value, and a small document', () => {
  const { verified, figures } = runCase('torsor', mapFormat, 'B3.1 number')
  expect(verified).toBe(true)
  expect(figures['document']).toBeLessThanOrEqual(64)
})
