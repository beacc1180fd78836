import { TorsorError } from '@torsor/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createPageClient } from '../src/client.js'
import { browserWorld, type PageWorld } from '../src/page/world.js'
import { graceMs } from '../src/space/client-space.js'
import { codeOf, freshUser, nowhere, shows, tab, until, workerMaker } from './setup.js'
import { otherSchema, schema } from './worker/schema.js'

describe('a space', () => {
  it('[CL1] starts no worker until it is used, and is the same object for the same name', async () => {
    const { client, workers } = tab(freshUser())
    const space = client.space('a')
    expect(client.space('a')).toBe(space)
    expect(client.space('b')).not.toBe(space)
    expect(space.store.getState().items.size).toBe(0)
    expect(workers).toHaveLength(0)
    await space.ready
    await client.space('b').ready
    expect(workers).toHaveLength(1)
  })

  it('[CL2] keeps a write for the next client of the same user, and from others', async () => {
    const user = freshUser()
    const first = tab(user)
    const receipt = first.client.space('a').mutate((m) => m.items.upsert('x', { name: 'Bolts', stock: 7 }))
    expect(first.client.space('a').store.getState().items.get('x')?.stock).toBe(7)
    await receipt.persisted
    await first.client.close()
    const again = tab(user).client.space('a')
    await again.ready
    expect(again.store.getState().items.get('x')).toEqual({ id: 'x', name: 'Bolts', stock: 7 })
    const other = tab(freshUser()).client.space('a')
    await other.ready
    expect(other.store.getState().items.size).toBe(0)
  })

  it('[CL3] keeps what was written before it was ready, in order', async () => {
    const user = freshUser()
    const first = tab(user)
    const space = first.client.space('a')
    for (let n = 0; n < 50; n++) space.mutate((m) => m.items.add('x', { stock: n }))
    await space.mutate((m) => m.items.update('x', { name: 'last' })).persisted
    await first.client.close()
    const again = tab(user).client.space('a')
    await again.ready
    expect(again.store.getState().items.get('x')).toMatchObject({ name: 'last', stock: 1225 })
  })

  it('[CL4] shows in one tab what another tab of the same device wrote', async () => {
    const user = freshUser()
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    onTestFinished(() => warn.mockRestore())
    const one = tab(user).client.space('a')
    const two = tab(user).client.space('a')
    await Promise.all([one.ready, two.ready])
    one.mutate((m) => m.items.upsert('x', { stock: 3 }))
    await shows(two, (view) => view.items.get('x')?.stock === 3)
    two.mutate((m) => m.items.add('x', { stock: 4 }))
    await shows(one, (view) => view.items.get('x')?.stock === 7)
    expect(two.store.getState().items.get('x')).toEqual(one.store.getState().items.get('x'))
  })

  it('[CL5] is inspected as bytes', async () => {
    const { client } = tab(freshUser())
    const space = client.space('a')
    await space.mutate((m) => m.items.upsert('x')).persisted
    const inspection = await space.inspect()
    expect(inspection.read).toBeInstanceOf(Uint8Array)
    expect(inspection.reference).toBeInstanceOf(Uint8Array)
  })

  it('[CL6] closes a while after the last holder let go, and opens again when it is used, with all its writes', async () => {
    const real = browserWorld()
    if (real === null) throw new Error('no browser')
    let graceIsOver: (() => void) | null = null
    // The grace is over when the test says so.
    const after: PageWorld['after'] = (milliseconds, task) => {
      if (milliseconds !== graceMs) return real.after(milliseconds, task)
      graceIsOver = task
      return () => {
        graceIsOver = null
      }
    }
    const { make, workers } = workerMaker()
    const client = createPageClient(
      { schema, relay: nowhere, user: freshUser(), worker: make, onError: () => undefined },
      { ...real, after },
    )
    onTestFinished(() => client.close())
    const space = client.space('a')
    const release = space.retain()
    await space.ready
    release()
    const again = space.retain()
    expect(graceIsOver).toBe(null)
    again()
    const end = graceIsOver ?? (() => expect.unreachable('the grace did not begin'))
    end()
    await space.mutate((m) => m.items.upsert('x', { stock: 1 })).persisted
    await space.mutate((m) => m.items.add('x', { stock: 1 })).persisted
    expect(space.store.getState().items.get('x')?.stock).toBe(2)
    expect(workers).toHaveLength(1)
  })
})

describe('storage', () => {
  it('[P6] [CL30] is exported with what is pending, and imported elsewhere, each edit once', async () => {
    const one = tab(freshUser()).client
    const space = one.space('a')
    await space.mutate((m) => m.items.upsert('x', { name: 'x'.repeat(1_000), stock: 1 })).persisted
    void space.mutate((m) => m.items.add('x', { stock: 2 }))
    await one.space('b/ü').mutate((m) => m.items.upsert('y', { stock: 5 })).persisted
    const archive = await one.export()
    const user = freshUser()
    const two = tab(user).client
    const [a, b] = [two.space('a'), two.space('b/ü')]
    await a.ready
    await two.import(archive)
    await two.import(archive)
    await expect.poll(() => a.store.getState().items.get('x')?.stock).toBe(3)
    await b.ready
    expect(b.store.getState().items.get('y')?.stock).toBe(5)
    expect(a.status.getState().pending.batches).toBe(2)
    await expect(two.import(archive.subarray(1))).rejects.toMatchObject({ code: 'bytes-malformed' })

    await two.erase({ keepPending: true })
    const again = tab(user).client.space('a')
    await again.ready
    expect(again.store.getState().items.get('x')?.stock).toBe(3)
  })

  it.for([
    ['first-write', 1],
    ['never', 0],
  ] as const)(
    '[P6] [CL28] (%s) is asked for at the first write, not before, and told of in the status',
    async ([persistStorage, times]) => {
      const real = browserWorld()
      if (real === null) throw new Error('no browser')
      let asked = 0
      const world: PageWorld = {
        ...real,
        persistStorage: () => {
          asked++
          return Promise.reject(new Error('not here'))
        },
      }
      const { make } = workerMaker()
      const options = { schema, relay: nowhere, user: freshUser(), worker: make, onError: () => undefined, persistStorage }
      const client = createPageClient(options, world)
      onTestFinished(() => client.close())
      const space = client.space('a')
      await space.ready
      expect(asked).toBe(0)
      await space.mutate((m) => m.items.upsert('x', { stock: 1 })).persisted
      await space.mutate((m) => m.items.upsert('x', { stock: 1 })).persisted
      expect(asked).toBe(times)
      await expect.poll(() => space.status.getState().storage).toMatchObject({ persisted: expect.any(Boolean), quota: expect.any(Number) })
    },
  )
})

describe('a worker that ends', () => {
  it.for(['close', 'throw'] as const)(
    '[CL7] (%s) is started again, and every write of before, between and after counts once',
    async (how) => {
      const user = freshUser()
      const { client, workers, errors } = tab(user)
      const space = client.space('a')
      await space.mutate((m) => m.items.upsert('x', { stock: 0 })).persisted
      for (let n = 0; n < 20; n++) space.mutate((m) => m.items.add('x', { stock: 1 }))
      workers[0]?.postMessage(how)
      // Without a pause: while it dies, while nothing runs, while the next one opens and reads the disk.
      let written = 20
      const back: true[] = []
      while (back.length === 0) {
        const { persisted } = space.mutate((m) => m.items.add('x', { stock: 1 }))
        written += 1
        expect(space.store.getState().items.get('x')?.stock).toBe(written)
        if (errors.length > 0) void persisted.then(() => back.push(true))
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      const last = space.mutate((m) => m.items.add('x', { stock: 1 }))
      await last.persisted
      expect(workers).toHaveLength(2)
      expect(errors.map(({ code, retryable, data }) => [code, retryable, data['reason']])).toEqual([
        ['worker-failed', true, how === 'close' ? 'died' : 'threw'],
      ])
      expect(space.store.getState().items.get('x')?.stock).toBe(written + 1)
      await client.close()
      const again = tab(user).client.space('a')
      await again.ready
      expect(again.store.getState().items.get('x')?.stock).toBe(written + 1)
    },
  )

  it('[CL8] leaves the view on the screen while it is away', async () => {
    const { client, workers, errors } = tab(freshUser())
    const space = client.space('a')
    space.mutate((m) => {
      // More than an engine tells at once.
      for (let n = 0; n < 5_000; n++) m.items.upsert(`x${n}`, { stock: n })
    })
    await space.mutate((m) => m.items.upsert('last')).persisted
    const sizes: number[] = []
    space.store.subscribe((view) => sizes.push(view.items.size))
    const record = space.store.getState().items.get('x3')
    workers[0]?.postMessage('close')
    await until(() => errors.length > 0)
    expect(space.status.getState().connection).toEqual({ state: 'connecting', attempt: 1 })
    expect(space.status.getState().ready).toBe(true)
    await space.mutate((m) => m.items.upsert('after')).persisted
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5_001)
    expect(space.store.getState().items.get('x3')).toBe(record)
  })
})

describe('a worker that never serves', () => {
  const broken = async (worker: () => Worker): Promise<{ readonly error: TorsorError; readonly reported: TorsorError[] }> => {
    const { client, errors } = tab(freshUser(), { worker })
    const space = client.space('a')
    const error: unknown = await space.ready.catch((reason: unknown) => reason)
    if (!(error instanceof TorsorError)) throw new Error('ready did not reject')
    expect(() => space.mutate((m) => m.items.upsert('x'))).toThrow(error)
    await expect(space.synced()).rejects.toBe(error)
    return { error, reported: errors }
  }

  it('[P24] [CL9] was not found: worker-failed with the line to write', async () => {
    const { error, reported } = await broken(() => new Worker(new URL('/no/such/worker.js', location.href), { type: 'module' }))
    expect([error.code, error.data['reason']]).toEqual(['worker-failed', 'not-found'])
    expect(error.data['line']).toContain('new Worker(new URL(')
    expect(error.message).toContain("new Worker(new URL('./replica.worker.ts', import.meta.url), { type: 'module' })")
    expect(reported).toHaveLength(3)
  })

  it('[CL9] threw at the top: worker-failed with what it threw', async () => {
    const { error } = await broken(() => new Worker(new URL('./worker/throwing.worker.ts', import.meta.url), { type: 'module' }))
    expect([error.code, error.data['reason']]).toEqual(['worker-failed', 'threw'])
    expect(error.message).toContain('broken at the top')
  })

  it('[CL9] could not be made: worker-failed with why', async () => {
    const { error } = await broken(() => {
      throw new DOMException('blocked by policy', 'SecurityError')
    })
    expect([error.code, error.data['reason']]).toEqual(['worker-failed', 'threw'])
    expect(error.message).toContain('SecurityError: blocked by policy')
  })

  it('[CL9] is silent: worker-failed with the file to write', async () => {
    const real = browserWorld()
    if (real === null) throw new Error('no browser')
    // A page's patience, a hundred times shorter.
    const world: PageWorld = { ...real, after: (milliseconds, task) => real.after(milliseconds / 100, task) }
    const worker = (): Worker => new Worker(new URL('./worker/silent.worker.ts', import.meta.url), { type: 'module' })
    const client = createPageClient({ schema, relay: nowhere, worker, onError: () => undefined }, world)
    onTestFinished(() => client.close())
    const error: unknown = await client.space('a').ready.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'worker-failed', data: { reason: 'silent' } })
    expect(String(error)).toContain('serveReplica(schema)')
  })

  it('[CL10] was built from another schema: schema-mismatch with the difference, and no second try', async () => {
    const { error, reported } = await broken(
      () => new Worker(new URL('./worker/other-schema.worker.ts', import.meta.url), { type: 'module' }),
    )
    expect(error.code).toBe('schema-mismatch')
    const differs = (lines: readonly string[], others: readonly string[]): string[] => lines.filter((line) => !others.includes(line))
    expect(error.data).toEqual({
      onlyPage: differs(schema.layout.description, otherSchema.layout.description),
      onlyWorker: differs(otherSchema.layout.description, schema.layout.description),
    })
    expect(error.message).toContain('notes')
    expect(reported).toHaveLength(1)
  })
})

describe('auth', () => {
  const askingWorker = (): Worker => new Worker(new URL('./worker/asking.worker.ts', import.meta.url), { type: 'module' })

  it('[CL11] is asked per space, again on reauthenticate(), and its failure is reported', async () => {
    const asked: string[] = []
    let answers = 0
    const { client, errors } = tab(freshUser(), {
      worker: askingWorker,
      auth: ({ space }) => {
        asked.push(space)
        answers += 1
        if (answers > 2) throw new Error('signed out')
        return null
      },
    })
    await client.space('a').ready
    await client.space('b').ready
    expect(asked).toEqual(['a', 'b'])
    client.reauthenticate()
    await until(() => asked.length === 4)
    expect(asked.toSorted()).toEqual(['a', 'a', 'b', 'b'])
    await until(() => errors.length === 2)
    expect(errors.map(({ code, retryable }) => [code, retryable])).toEqual([
      ['needs-auth', true],
      ['needs-auth', true],
    ])
    expect(errors[0]?.cause).toEqual(new Error('signed out'))
  })

  it('[CL12] is told by its signal that nobody waits any more', async () => {
    let signal: AbortSignal | undefined
    const { client } = tab(freshUser(), {
      worker: askingWorker,
      auth: (request) => {
        signal = request.signal
        return new Promise(() => undefined)
      },
    })
    void client.space('a').ready.catch(() => undefined)
    await until(() => signal !== undefined)
    expect(signal?.aborted).toBe(false)
    await client.close()
    expect(signal?.aborted).toBe(true)
  })
})

describe('the client', () => {
  it('[CL13] settles everything when it is closed, and refuses what comes later', async () => {
    const { client } = tab(freshUser())
    const space = client.space('a')
    const receipt = space.mutate((m) => m.items.upsert('x'))
    const { synced } = receipt
    const closing = client.close()
    expect(await codeOf(synced)).toBe('client-closed')
    await closing
    expect(client.close()).toBeInstanceOf(Promise)
    expect(await codeOf(space.inspect())).toBe('client-closed')
    expect(await codeOf(client.space('b').ready)).toBe('client-closed')
    expect(await codeOf(client.erase())).toBe('client-closed')
    expect(() => space.mutate((m) => m.items.upsert('y'))).toThrow(expect.objectContaining({ code: 'client-closed' }))
  })

  it('[CL14] stores what was written in the task that closed it', async () => {
    const user = freshUser()
    const first = tab(user)
    await first.client.space('a').ready
    first.client.space('a').mutate((m) => m.items.upsert('x', { stock: 9 }))
    await first.client.close()
    const again = tab(user).client.space('a')
    await again.ready
    expect(again.store.getState().items.get('x')?.stock).toBe(9)
  })

  it('[P7] [CL15] erases what this device holds, but not unsynced edits unless told to', async () => {
    const user = freshUser()
    const { client } = tab(user)
    await client.space('a').mutate((m) => m.items.upsert('x')).persisted
    expect(await codeOf(client.erase())).toBe('unsynced-edits')
    expect(client.space('a').store.getState().items.size).toBe(1)
    await client.erase({ evenUnsynced: true })
    const again = tab(user).client.space('a')
    await again.ready
    expect(again.store.getState().items.size).toBe(0)
  })
})
