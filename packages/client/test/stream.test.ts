import { TorsorError } from '@torsor/core'
import { noEarlier, type EngineEvent, type EnginePort, type WriteRequest } from '@torsor/replica/space'
import type { ColumnBlock, RowPatch } from '@torsor/core/view'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createIntroduction } from '../src/space/introduction.js'
import { createSpaceStream, type SpaceStream } from '../src/space/space-stream.js'
import { serveSpace } from '../src/worker/serve-space.js'

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))
const write = (number: number): WriteRequest => ({ face: 'face', number, intents: [], durability: 'relaxed' })

/** Both ends of a stream over a real channel, and an engine whose every step is the test's. */
function setup(engine: Partial<EnginePort> = {}): {
  readonly stream: SpaceStream
  readonly log: string[]
  readonly told: (readonly EngineEvent[])[]
  /** The kinds of what crossed. */
  readonly messages: string[]
  tell(event: EngineEvent): void
} {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const messages: string[] = []
  port1.addEventListener('message', ({ data }: MessageEvent<{ readonly type: string }>) => messages.push(data.type))
  const log: string[] = []
  const told: (readonly EngineEvent[])[] = []
  let tell: (event: EngineEvent) => void = () => undefined
  const port: EnginePort = {
    start: (listener, face) => {
      tell = listener
      log.push(`start ${face}`)
    },
    write: ({ number }) => void log.push(`write ${number}`),
    inspect: () => Promise.reject(new Error('not here')),
    reauthenticate: () => void log.push('reauthenticate'),
    close: async () => {
      await turn()
      tell({ type: 'persisted', through: 9 })
      log.push('close')
    },
    ...engine,
  }
  serveSpace(port, { face: 'face', earlier: noEarlier }, port2, () => log.push('closed'))
  return { stream: createSpaceStream(port1, (events) => told.push(events)), log, told, messages, tell: (event) => tell(event) }
}

describe('a space’s stream', () => {
  it('[CL23] keeps the order of what was written, and closes after it, with the last events told', async () => {
    const { stream, log, told } = setup()
    for (const number of [1, 2, 3]) stream.write(write(number))
    stream.reauthenticate()
    stream.write(write(4))
    await stream.close()
    expect(log.filter((entry) => entry.startsWith('write'))).toEqual(['write 1', 'write 2', 'write 3', 'write 4'])
    expect(log.slice(-2)).toEqual(['close', 'closed'])
    expect(told.flat()).toEqual([{ type: 'persisted', through: 9 }])
  })

  it('[CL24] carries what belongs to one task as one message', async () => {
    const { told, tell } = setup()
    tell({ type: 'ready' })
    tell({ type: 'persisted', through: 1 })
    await turn()
    expect(told).toEqual([[{ type: 'ready' }, { type: 'persisted', through: 1 }]])
  })

  it('[CL24] carries an import of thousands in order, each with its durability', async () => {
    const received: WriteRequest[] = []
    const { stream } = setup({ write: (request) => void received.push(request) })
    const wanted = Array.from({ length: 600 }, (_, n): WriteRequest => ({
      ...write(n + 1),
      durability: n % 100 === 0 ? 'strict' : 'relaxed',
    }))
    for (const request of wanted) stream.write(request)
    await stream.close()
    expect(received).toEqual(wanted)
  })

  it('[CL27] carries many rows block by block, and tells them as one, in their order', async () => {
    const { told, tell, messages } = setup()
    const row = (id: string): RowPatch => ({ table: 'items', id, fields: null, pending: false })
    const block = (id: string): ColumnBlock => ({ table: 'items', ids: [id], columns: {} })
    const rows = [row('a'), block('b'), row('c'), block('d'), row('e')]
    const changed: EngineEvent = { type: 'changed', whole: false, through: 1, rows, words: [] }
    tell({ type: 'persisted', through: 1 })
    tell(changed)
    tell({ ...changed, rows: [row('f')] })
    await turn()
    expect(told).toEqual([[{ type: 'persisted', through: 1 }, changed, { ...changed, rows: [row('f')] }]])
    expect(messages).toEqual(['ahead', 'events'])
    for (const few of [[row('g')], [row('g'), block('h')]]) {
      messages.splice(0)
      tell({ ...changed, rows: few })
      await turn()
      expect(told.at(-1)).toEqual([{ ...changed, rows: few }])
      expect(messages).toEqual(['events'])
    }
  })

  it('[CL25] turns a write that the engine throws on into a refused one: the worker lives', async () => {
    const { stream, told } = setup({
      write: () => {
        throw new TorsorError('too-large', 'no')
      },
    })
    stream.write(write(7))
    await turn()
    expect(told.flat()).toEqual([{ type: 'rejected', number: 7, error: { code: 'too-large', message: 'no', retryable: false, data: {} } }])
  })
})

describe('the introduction of an engine', () => {
  const row = { table: 'items', id: 'a', fields: [], pending: false }
  const changed: EngineEvent = { type: 'changed', whole: false, through: 3, rows: [row], words: [] }

  it('[CL26] tells the first change as whole, at once where the view is empty', () => {
    const introduction = createIntroduction(false)
    expect(introduction.take([{ type: 'persisted', through: 1 }])).toEqual([])
    expect(introduction.isOver).toBe(false)
    expect(introduction.take([changed])).toEqual([
      { type: 'persisted', through: 1 },
      { ...changed, whole: true },
    ])
    expect(introduction.isOver).toBe(true)
    expect(introduction.take([changed])).toEqual([changed])
  })

  it('[CL26] tells everything up to ready in one go where the view was full', () => {
    const introduction = createIntroduction(true)
    expect(introduction.take([changed])).toEqual([])
    expect(introduction.take([changed])).toEqual([])
    expect(introduction.take([{ type: 'ready' }])).toEqual([{ ...changed, whole: true }, changed, { type: 'ready' }])
  })

  it('[CL26] says that an empty space is empty', () => {
    expect(createIntroduction(true).take([{ type: 'ready' }])).toEqual([
      { type: 'changed', whole: true, through: 0, rows: [], words: [] },
      { type: 'ready' },
    ])
  })
})
