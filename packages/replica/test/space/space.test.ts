import { collection, counter, defineSchema, register, set, single, TorsorError, words } from '@torsor/core'
import { createSpace, type EngineEvent, type EnginePort, type SpaceControl, type SyncStatus } from '@torsor/replica/space'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createMemoryEngine, idle, type Disk, type MemoryEngine } from './memory-engine.js'

const schema = defineSchema({
  items: collection({ name: register(''), stock: counter(), labels: set() }),
  site: single({ title: register('Site'), ticks: counter() }),
  cells: words(16, { merge: 'sum' }),
})
type S = typeof schema

/** A task that runs when told, so that a test sees what one task of the engine makes of it. */
interface Setup extends SpaceControl<S> {
  readonly engine: MemoryEngine
  readonly errors: TorsorError[]
  flush(): void
}

let lastByte = 0

function setup(options: { readonly engine?: MemoryEngine; readonly face?: string; readonly port?: EnginePort } = {}): Setup {
  const engine = options.engine ?? createMemoryEngine(schema)
  const errors: TorsorError[] = []
  let tasks: (() => void)[] = []
  const control = createSpace({
    schema,
    name: 'space',
    port: options.port ?? engine.port,
    face: options.face ?? 'face',
    random: (length) => Uint8Array.from({ length }, () => (lastByte += 37) & 255),
    onError: (error) => errors.push(error),
    defer: (task) => tasks.push(task),
  })
  const flush = (): void => {
    const due = tasks
    tasks = []
    for (const task of due) task()
  }
  return { ...control, engine, errors, flush }
}

function opened(): Setup {
  const made = setup()
  made.engine.ready()
  made.flush()
  return made
}

/** Settles what promises have been told. */
const outcome = async (promise: Promise<unknown>): Promise<string> => {
  const state = await Promise.race([
    promise.then(
      () => 'resolved',
      (error: unknown) => (error instanceof TorsorError ? error.code : String(error)),
    ),
    new Promise<string>((resolve) => setTimeout(resolve, 0, 'waiting')),
  ])
  return state
}

describe('a write', () => {
  it('[RS1] shows in the view when mutate returns, and costs the engine one request', () => {
    const { space, engine } = opened()
    const { value: id } = space.mutate((m) => m.items.insert({ name: 'Bolts', stock: 10 }))
    expect(space.store.getState().items.get(id)).toEqual({ id, name: 'Bolts', stock: 10, labels: new Set() })
    expect(space.store.getState().items.isPending(id)).toBe(true)
    expect(engine.received.map(({ number, face, durability }) => ({ number, face, durability }))).toEqual([
      { number: 1, face: 'face', durability: 'relaxed' },
    ])
    expectTypeOf(id).toEqualTypeOf<string>()
  })

  it('[RS1] sees the writes before it, of the same task too', () => {
    const { space } = opened()
    space.mutate((m) => m.items.upsert('a', { stock: 1 }))
    space.mutate((m, r) => m.items.add('a', { stock: r.items.get('a')?.stock ?? -100 }))
    expect(space.store.getState().items.get('a')?.stock).toBe(2)
  })

  it('[RS2] applies nothing when the function throws, also when a verb of it was refused', () => {
    const { space, engine } = opened()
    const before = space.store.getState()
    const crash = new Error('mine')
    expect(() =>
      space.mutate((m) => {
        m.items.upsert('a', { name: 'x' })
        throw crash
      }),
    ).toThrow(crash)
    expect(() =>
      space.mutate((m) => {
        m.items.upsert('a', { name: 'x' })
        m.items.update('a', { name: new Date() as never })
      }),
    ).toThrow(expect.objectContaining({ code: 'value-not-storable' }))
    expect(space.store.getState()).toBe(before)
    expect(engine.received).toEqual([])
  })

  it('[RS3] refuses an async function before it runs, and a thenable result after, applying nothing', async () => {
    const { space, engine } = opened()
    const before = space.store.getState()
    let ran = false
    expect(() => {
      // @ts-expect-error: the types refuse it as well
      space.mutate(async () => {
        ran = true
      })
    }).toThrow(expect.objectContaining({ code: 'mutator-async' }))
    expect(ran).toBe(false)
    expect(() => {
      // @ts-expect-error: the types refuse it as well
      space.mutate((m) => {
        m.items.upsert('a')
        return Promise.reject(new Error('unheard'))
      })
    }).toThrow(expect.objectContaining({ code: 'mutator-async' }))
    expect(space.store.getState()).toBe(before)
    expect(engine.received).toEqual([])
    // An unhandled rejection here would fail the run.
    await new Promise((resolve) => setTimeout(resolve, 0))
  })

  it('[RS4] is over when mutate returns: a mutator kept beyond throws', () => {
    const { space, engine } = opened()
    let kept: { add(id: string, by: { stock: number }): void } | undefined
    space.mutate((m) => {
      kept = m.items
    })
    expect(() => kept?.add('a', { stock: 1 })).toThrow(expect.objectContaining({ code: 'mutator-escaped' }))
    expect(engine.received).toEqual([])
  })

  it('[RS5] of nothing has a receipt that is already resolved, and never reaches the engine', async () => {
    const { space, engine } = opened()
    const receipt = space.mutate(() => 7)
    expect(receipt.value).toBe(7)
    expect(await outcome(receipt.persisted)).toBe('resolved')
    expect(await outcome(receipt.synced)).toBe('resolved')
    expect(engine.received).toEqual([])
  })

  it('[RS6] reaches the engine also when a subscriber throws', () => {
    const { space, engine } = opened()
    space.watch(
      (r) => r.items.size,
      () => {
        throw new Error('mine')
      },
    )
    expect(() => space.mutate((m) => m.items.upsert('a'))).toThrow('mine')
    expect(engine.received).toHaveLength(1)
  })
})

describe('what the engine tells', () => {
  it('[RS7] makes one update of the store for all of one task', () => {
    const { space, engine, flush } = opened()
    let updates = 0
    space.store.subscribe(() => (updates += 1))
    for (const id of ['a', 'b', 'c']) engine.remote([{ type: 'upsert', table: 'items', id, set: {}, put: {} }])
    expect(updates).toBe(0)
    flush()
    expect(updates).toBe(1)
    expect(space.store.getState().items.ids()).toEqual(['a', 'b', 'c'])
  })

  it('[RS8] keeps records that a write foretold rightly: confirming it changes nothing on the screen', () => {
    const { space, engine, flush } = opened()
    space.mutate((m) => m.items.upsert('a', { name: 'x', labels: ['new'] }))
    const shown = space.store.getState()
    engine.run()
    flush()
    expect(space.store.getState()).toBe(shown)
    engine.persist()
    engine.sync()
    flush()
    expect(space.store.getState().items.isPending('a')).toBe(false)
    expect(space.store.getState().items.get('a')).toBe(shown.items.get('a'))
    expect(space.store.getState().items.list()).toBe(shown.items.list())
  })

  it('[RS9] puts its changes under the writes it does not hold yet', () => {
    const { space, engine, flush } = opened()
    space.mutate((m) => m.items.upsert('a', { name: 'mine', stock: 5 }))
    engine.run()
    space.mutate((m) => m.items.add('a', { stock: 2 }))
    space.mutate((m) => m.cells.add(3, 4n))
    engine.remote([
      { type: 'add', table: 'items', id: 'a', by: { stock: 100n } },
      { type: 'accumulate', table: 'cells', index: 3, by: 1n },
      { type: 'accumulate', table: 'cells', index: 4, by: 1n },
    ])
    flush()
    expect(space.store.getState().items.get('a')).toMatchObject({ name: 'mine', stock: 107 })
    expect([...space.store.getState().cells].slice(3, 5)).toEqual([5n, 1n])
    engine.run()
    flush()
    expect(space.store.getState().items.get('a')?.stock).toBe(107)
    expect(space.store.getState().cells.get(3)).toBe(5n)
  })

  it('[RS9] puts the blocks of an opening under the writes made before it is over', () => {
    const { space, engine, flush } = setup()
    const block = (first: number): EngineEvent => {
      const ids = Array.from({ length: 500 }, (_, n) => `row-${String(first + n).padStart(4, '0')}`)
      const columns = { name: ids, stock: ids.map(() => 1), labels: ids.map(() => []) }
      return { type: 'changed', whole: false, through: 0, rows: [{ table: 'items', ids, columns, pending: [] }], words: [] }
    }
    flush()
    space.mutate((m) => m.items.add('row-0003', { stock: 10 }))
    space.mutate((m) => m.items.upsert('row-0700', { name: 'mine' }))
    space.mutate((m) => m.items.delete('row-0701'))
    engine.tell(block(0))
    flush()
    expect(space.store.getState().items.get('row-0003')).toEqual({ id: 'row-0003', name: 'row-0003', stock: 11, labels: new Set() })
    expect(space.store.getState().items.get('row-0004')?.stock).toBe(1)
    expect(space.store.getState().items.size).toBe(501)
    const early = space.store.getState().items.get('row-0003')
    engine.tell(block(500))
    engine.ready()
    flush()
    const { items } = space.store.getState()
    expect(items.size).toBe(999)
    expect(items.get('row-0003')).toBe(early)
    expect(items.get('row-0700')).toMatchObject({ name: 'mine', stock: 1 })
    expect(items.ids()).toEqual(items.ids().toSorted())
    expect(items.ids().filter((id) => items.isPending(id))).toEqual(['row-0003', 'row-0700'])
    expect(items.has('row-0701')).toBe(false)
    expect(items.isPending('row-0701')).toBe(true)
  })

  it('[RS8] keeps records that wait on top of what the engine confirms', () => {
    const { space, engine, flush } = opened()
    space.mutate((m) => m.items.upsert('a', { name: 'x' }))
    engine.run()
    space.mutate((m) => m.items.update('a', { name: 'y' }))
    const shown = space.store.getState().items.get('a')
    flush()
    expect(space.store.getState().items.get('a')).toBe(shown)
    engine.remote([{ type: 'upsert', table: 'items', id: 'b', set: {}, put: {} }])
    flush()
    expect(space.store.getState().items.get('a')).toBe(shown)
    expect(space.store.getState().items.ids()).toEqual(['a', 'b'])
  })

  it('[RS10] takes a refused write away and rejects its receipt alone', async () => {
    const { space, engine, flush } = opened()
    const refused = space.mutate((m) => m.items.upsert('a', { stock: 1 }))
    const kept = space.mutate((m) => m.items.upsert('b', { stock: 1 }))
    engine.reject(1, 'no right')
    flush()
    expect(space.store.getState().items.ids()).toEqual(['b'])
    expect(await outcome(refused.synced)).toBe('packet-refused')
    expect(await outcome(refused.persisted)).toBe('packet-refused')
    expect(await outcome(kept.synced)).toBe('waiting')
    engine.tell({ type: 'persisted', through: 2 })
    engine.tell({ type: 'synced', through: 2 })
    flush()
    expect(await outcome(kept.synced)).toBe('resolved')
    expect(await outcome(refused.synced)).toBe('packet-refused')
  })

  it('[P4] [RS11] resolves receipts asked for before and after, in their two steps', async () => {
    const { space, engine, flush } = opened()
    const receipt = space.mutate((m) => m.items.upsert('a'))
    const early = receipt.persisted
    expect(receipt.persisted).toBe(early)
    expect('then' in receipt).toBe(false)
    engine.run()
    engine.persist()
    flush()
    expect(await outcome(early)).toBe('resolved')
    expect(await outcome(receipt.synced)).toBe('waiting')
    engine.sync()
    flush()
    expect(await outcome(receipt.synced)).toBe('resolved')
  })

  it('[RS12] hands errors to onError', () => {
    const { engine, flush, errors } = opened()
    engine.tell({ type: 'error', error: { code: 'storage-failed', message: 'full', retryable: true, data: {} } })
    flush()
    expect(errors.map(({ code, message, retryable }) => [code, message, retryable])).toEqual([['storage-failed', 'full', true]])
  })
})

describe('an engine that begins anew', () => {
  /** A port behind which engines come and go, as behind a worker. */
  function restartable(disk: Disk): { readonly port: EnginePort; restart(): MemoryEngine } {
    let listener: Parameters<EnginePort['start']>[0] = () => undefined
    let engine: MemoryEngine | null = null
    return {
      restart() {
        engine = createMemoryEngine(schema, disk)
        engine.port.start(listener)
        engine.ready()
        return engine
      },
      port: {
        start: (next) => {
          listener = next
        },
        write: (request) => engine?.port.write(request),
        inspect: () => Promise.reject(new Error('not here')),
        reauthenticate: () => undefined,
        close: () => Promise.resolve(),
      },
    }
  }

  it('[RS13] is sent what it had not saved, under the same numbers, and each write counts once', () => {
    const disk: Disk = { writes: [] }
    const { port, restart } = restartable(disk)
    const { space, flush } = setup({ port })
    const first = restart()
    flush()
    space.mutate((m) => m.items.upsert('a', { name: 'x' }))
    space.mutate((m) => m.items.add('a', { stock: 1 }))
    first.run()
    first.persist()
    space.mutate((m) => m.items.add('a', { stock: 10 }))
    first.run()
    flush()
    space.mutate((m) => m.items.add('a', { stock: 100 }))
    // It dies: write 3 was applied in memory only, write 4 was never heard.
    const second = restart()
    flush()
    expect(second.received.map(({ number }) => number)).toEqual([3, 4])
    expect(space.store.getState().items.get('a')?.stock).toBe(111)
    second.run()
    second.persist()
    flush()
    expect(space.store.getState().items.get('a')?.stock).toBe(111)
    expect(disk.writes.map(({ number }) => number)).toEqual([1, 2, 3, 4])
  })

  it('[RS14] leaves what is the same identical', () => {
    const disk: Disk = { writes: [] }
    const { port, restart } = restartable(disk)
    const { space, flush } = setup({ port })
    const first = restart()
    flush()
    for (const id of ['a', 'b']) space.mutate((m) => m.items.upsert(id, { labels: ['x'] }))
    first.run()
    first.persist()
    flush()
    const shown = space.store.getState()
    restart()
    flush()
    expect(space.store.getState().items.get('a')).toBe(shown.items.get('a'))
    expect(space.store.getState().items.list()).toBe(shown.items.list())
  })

  it('[RS13] shows the exact sum after any history of writes, steps and crashes', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 1_000 }).map((by) => ({ type: 'write', by }) as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(...(['run', 'persist', 'sync', 'flush', 'crash', 'remote'] as const)).map((type) => ({ type }) as const),
      },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const disk: Disk = { writes: [] }
        const { port, restart } = restartable(disk)
        const { space, flush } = setup({ port })
        let engine = restart()
        flush()
        let sum = 0
        for (const now of steps) {
          switch (now.type) {
            case 'write':
              sum += now.by
              space.mutate((m) => m.items.add('a', { stock: now.by }))
              break
            case 'crash':
              engine = restart()
              flush()
              break
            case 'remote':
              engine.remote([{ type: 'accumulate', table: 'cells', index: 0, by: 1n }])
              break
            case 'flush':
              flush()
              break
            default:
              engine[now.type]()
          }
          // At every moment: nothing flickers, nothing shows twice.
          expect(space.store.getState().items.get('a')?.stock ?? 0).toBe(sum)
        }
        for (const type of ['run', 'persist', 'sync'] as const) engine[type]()
        flush()
        const again = createMemoryEngine(schema, disk)
        const fresh = setup({ engine: again })
        fresh.flush()
        expect(space.store.getState().items.get('a')?.stock ?? 0).toBe(sum)
        expect(fresh.space.store.getState().items.get('a')?.stock ?? 0).toBe(sum)
      }),
      { seed: 20_240_611, numRuns: 300 },
    )
  })
})

describe('status', () => {
  it('[RS15] keeps the identity of every field whose content did not change', () => {
    const { space, engine, flush } = opened()
    const error = { code: 'packet-refused', message: 'no', retryable: false, data: { cells: ['items.name'] } } as const
    const record = () => ({
      ...idle,
      catchingUp: { received: 1, total: 2 },
      verified: { position: 3, digest: 'd' },
      pending: { batches: 1, bytes: 2, oldestAt: 3, refused: [{ ...error }] },
    })
    engine.tell({ type: 'status', status: record() })
    flush()
    const before = space.status.getState()
    let updates = 0
    space.status.subscribe(() => (updates += 1))
    engine.tell({ type: 'status', status: record() })
    flush()
    expect(space.status.getState()).toBe(before)
    expect(updates).toBe(0)
    engine.tell({ type: 'status', status: { ...record(), pending: { ...record().pending, batches: 2 } } })
    flush()
    const after = space.status.getState()
    expect(after.pending.batches).toBe(2)
    expect(after.pending.refused).toBe(before.pending.refused)
    expect(after.pending.refused[0]).toBeInstanceOf(TorsorError)
    expect(after.verified).toBe(before.verified)
    expect(after.catchingUp).toBe(before.catchingUp)
  })

  it('[RS16] is ready, and `ready` resolves, when the view holds what the disk held', async () => {
    const { space, engine, flush } = setup()
    const seen: [boolean, number][] = []
    space.status.subscribe((status: SyncStatus) => seen.push([status.ready, space.store.getState().items.size]))
    engine.tell({ type: 'status', status: idle })
    flush()
    expect(space.status.getState().ready).toBe(false)
    expect(await outcome(space.ready)).toBe('waiting')
    engine.remote([{ type: 'upsert', table: 'items', id: 'a', set: {}, put: {} }])
    engine.ready()
    flush()
    expect(seen.at(-1)).toEqual([true, 1])
    expect(await outcome(space.ready)).toBe('resolved')
    expect(space.ready).toBe(space.ready)
  })
})

describe('synced()', () => {
  it('[RS17] waits for the disk, for own writes and for what the engine still has pending', async () => {
    const { space, engine, flush } = setup()
    const first = space.synced()
    expect(await outcome(first)).toBe('waiting')
    engine.ready()
    flush()
    expect(await outcome(first)).toBe('resolved')
    space.mutate((m) => m.items.upsert('a'))
    const second = space.synced()
    engine.run()
    engine.persist()
    flush()
    expect(await outcome(second)).toBe('waiting')
    engine.tell({ type: 'status', status: { ...idle, pending: { batches: 1, bytes: 9, oldestAt: 1, refused: [] } } })
    engine.sync()
    flush()
    expect(await outcome(second)).toBe('waiting')
    engine.tell({ type: 'status', status: idle })
    flush()
    expect(await outcome(second)).toBe('resolved')
  })

  it('[RS17] does not wait for what was refused', async () => {
    const { space, engine, flush } = opened()
    space.mutate((m) => m.items.upsert('a'))
    engine.reject(1, 'no')
    flush()
    expect(await outcome(space.synced())).toBe('resolved')
  })

  it('[RS18] rejects with the reason of its signal', async () => {
    const { space } = opened()
    space.mutate((m) => m.items.upsert('a'))
    const controller = new AbortController()
    const waiting = space.synced({ signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(space.synced({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
  })
})

describe('watch()', () => {
  it('[RS19] tells value and previous when the selection changed by content, and nothing after it was ended', () => {
    const { space } = opened()
    const seen: [readonly string[], readonly string[]][] = []
    const stop = space.watch(
      (r) => r.items.list().map((item) => item.name),
      (value, previous) => seen.push([value, previous]),
    )
    space.mutate((m) => m.items.upsert('a', { name: 'x' }))
    space.mutate((m) => m.items.add('a', { stock: 1 }))
    expect(seen).toEqual([[['x'], []]])
    stop()
    stop()
    space.mutate((m) => m.items.upsert('b', { name: 'y' }))
    expect(seen).toHaveLength(1)
  })
})

describe('closing', () => {
  it('[RS20] settles everything: what waits and what comes later rejects with client-closed', async () => {
    const { space, engine, close } = setup()
    const receipt = space.mutate((m) => m.items.upsert('a'))
    const waiting = [receipt.persisted, receipt.synced, space.ready, space.synced()]
    await close()
    for (const promise of waiting) expect(await outcome(promise)).toBe('client-closed')
    expect(await outcome(space.synced())).toBe('client-closed')
    expect(await outcome(space.inspect())).toBe('client-closed')
    expect(() => space.mutate((m) => m.items.upsert('b'))).toThrow(expect.objectContaining({ code: 'client-closed' }))
    expect(space.status.getState().connection).toEqual({ state: 'closed' })
    expect(engine.isClosed).toBe(true)
  })

  it('[RS21] leaves no unhandled rejection where nobody asked for a promise', async () => {
    const unhandled: unknown[] = []
    const hear = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', hear)
    const { space, close } = setup()
    space.mutate((m) => m.items.upsert('a'))
    // Looked at, as a debugger does.
    expect(Object.entries(space)).not.toHaveLength(0)
    await close()
    await new Promise((resolve) => setTimeout(resolve, 0))
    process.off('unhandledRejection', hear)
    expect(unhandled).toEqual([])
  })
})

describe('cost', () => {
  it('[RS22] of a write does not grow with the state nor with the writes that wait', () => {
    const { space, engine, flush } = opened()
    const time = (): number => {
      const start = performance.now()
      for (let n = 0; n < 200; n++) space.mutate((m) => m.items.add(`row-${n}`, { stock: 1 }))
      return performance.now() - start
    }
    for (let warm = 0; warm < 5; warm++) time()
    engine.run()
    flush()
    // The least of many: whatever else the machine does takes time from some.
    const least = (): number => Math.min(...Array.from({ length: 8 }, time))
    const small = least()
    for (let n = 0; n < 20_000; n++) space.mutate((m) => m.items.upsert(`other-${n}`, { stock: 1 }))
    const large = least()
    // 100 times the rows and the pending writes; the depth of a tree is what may be added.
    expect(large).toBeLessThan(small * 10 + 5)
  })
})

it('[RS23] a write made before a new beginning is delivered goes to the engine after those that were lost', () => {
  let tell: (event: EngineEvent) => void = () => undefined
  const numbers: number[] = []
  const port: EnginePort = {
    start: (listener) => {
      tell = listener
    },
    write: ({ number }) => numbers.push(number),
    inspect: () => Promise.reject(new Error('not asked for')),
    reauthenticate: () => undefined,
    close: () => Promise.resolve(),
  }
  const { space, flush } = setup({ port })
  tell({ type: 'changed', whole: true, through: 0, rows: [], words: [] })
  tell({ type: 'ready' })
  flush()
  space.mutate((m) => m.items.add('a', { stock: 1 }))
  space.mutate((m) => m.items.add('a', { stock: 2 }))
  expect(numbers).toEqual([1, 2])
  tell({ type: 'changed', whole: true, through: 0, rows: [], words: [] })
  space.mutate((m) => m.items.add('a', { stock: 4 }))
  flush()
  expect(numbers).toEqual([1, 2, 1, 2, 3])
  expect(space.store.getState().items.get('a')?.stock).toBe(7)
})
