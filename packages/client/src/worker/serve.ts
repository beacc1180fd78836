import { TorsorError, type AnySchema } from '@torsor/core'
import type { EngineHost, EngineHostOptions } from '@torsor/replica/engine'
import type { EnginePort } from '@torsor/replica/space'
import { answer, unwrap } from '../channel/answer.js'
import type { PageApi, WorkerApi } from '../channel/api.js'
import { connectCalls, type Endpoint } from '../channel/calls.js'
import { holdLifeLock } from './life-lock.js'
import { schemaMismatch } from './schema-mismatch.js'
import { serveSpace } from './serve-space.js'

export interface ServeOptions {
  readonly schema: AnySchema
  readonly createHost: (options: EngineHostOptions) => EngineHost
  /** Where the page is heard. */
  readonly scope: Endpoint
  readonly locks: LockManager | null
}

/** One worker serves one page: the host is made when the page connects. */
export function serve({ schema, createHost, scope, locks }: ServeOptions): void {
  let host: EngineHost | null = null
  const spaces = new Map<number, EnginePort>()

  const connected = (): EngineHost => {
    if (host === null)
      throw new TorsorError('worker-failed', 'The worker was called before it was connected.', {
        data: { reason: 'not-connected' },
      })
    return host
  }

  const api: WorkerApi = {
    connect: (request) =>
      answer(async () => {
        const mismatch = schemaMismatch(schema, request)
        if (mismatch !== null) throw mismatch
        host = createHost({ schema, relay: request.relay, user: request.user, token: async ({ space }) => unwrap(await page.token(space)) })
        host.setVisible(request.visible)
        host.setOnline(request.online)
        return { holdsLifeLock: await holdLifeLock(locks, request.lifeLock) }
      }),
    open: (id, space, face, earlier, port) =>
      answer(() => {
        const engine = connected().open(space)
        spaces.set(id, engine)
        serveSpace(engine, { face, earlier }, port, () => spaces.delete(id))
        return null
      }),
    inspect: (id) =>
      answer(() => {
        const engine = spaces.get(id)
        if (engine === undefined) throw new TorsorError('client-closed', 'This space is closed.')
        return engine.inspect()
      }),
    erase: (options) =>
      answer(async () => {
        await connected().erase(options)
        return null
      }),
    export: () => answer(() => connected().export()),
    import: (archive) =>
      answer(async () => {
        await connected().import(archive)
        return null
      }),
    setVisible: (visible) => host?.setVisible(visible),
    setOnline: (online) => host?.setOnline(online),
    ping: () => undefined,
    shut: () =>
      answer(async () => {
        await host?.close()
        return null
      }),
  }
  const page = connectCalls<PageApi>(scope, { ...api })
}
