import type { AnySchema, TorsorError } from '@torsor/core'
import { clientClosed } from './link/failure.js'
import { createWorkerLink } from './link/worker-link.js'
import { noticeClient } from './page/duplicates.js'
import { createTokens } from './page/tokens.js'
import { browserWorld, type PageWorld } from './page/world.js'
import { createServerClient } from './server-client.js'
import { createClientSpace, type ClientSpace } from './space/client-space.js'
import { createSpaceRegister } from './space/space-register.js'
import type { Client, ClientOptions } from './types.js'

/** How long a worker may take to load and answer, and to close; to erase. */
const limitsMs = { answer: 15_000, shut: 5_000, erase: 60_000, archive: 60_000 }

/** Makes a client. Nothing runs until one of its spaces is used; where there are no workers (on a server) its views stay empty. */
export function createClient<S extends AnySchema>(options: ClientOptions<S>): Client<S> {
  const world = browserWorld()
  return world === null ? createServerClient(options) : createPageClient(options, world)
}

export function createPageClient<S extends AnySchema>(options: ClientOptions<S>, world: PageWorld): Client<S> {
  const { schema, relay, user = null } = options
  const onError = options.onError ?? ((error: TorsorError): void => console.error(error))
  const tokens = createTokens(options.auth, onError)
  const spaces = createSpaceRegister<S>()
  const unnotice = noticeClient(JSON.stringify([relay, user, schema.fingerprint]))
  let lastId = 0
  let closing: Promise<void> | null = null

  const worker = createWorkerLink({
    world,
    make: options.worker,
    answerMs: limitsMs.answer,
    token: tokens.ask,
    onError: (error) => {
      // Whoever waited for a token is gone.
      tokens.abort(error)
      onError(error)
    },
    request: () => ({ fingerprint: schema.fingerprint, description: schema.layout.description, relay, user, ...world.pageState() }),
  })

  const unwatch = world.watchPage(({ visible, online }) => {
    // Not waited for: a worker that comes later is told when it connects.
    const api = worker.current?.api
    void api?.setVisible(visible)
    void api?.setOnline(online)
  })

  let isProtected = options.persistStorage === 'never'
  /** Not before there is something to lose: a browser may ask the user. What it says is in the status. */
  const protectStorage = (): void => {
    if (isProtected) return
    isProtected = true
    world.persistStorage().catch(() => undefined)
  }

  const makeSpace = (name: string): ClientSpace<S> =>
    createClientSpace({
      schema,
      name,
      worker,
      world,
      onError,
      nextId: () => (lastId += 1),
      onWrite: protectStorage,
      onOpen: (space, isOpen) => spaces.setOpen(space, isOpen),
    })

  const close = async (): Promise<void> => {
    const reason = clientClosed()
    unwatch()
    await Promise.all([...spaces.open].map((space) => space.close()))
    tokens.abort(reason)
    if (worker.current !== null) await worker.call((api) => api.shut(), limitsMs.shut).catch(() => undefined)
    worker.close(reason)
    unnotice()
  }

  return {
    schema,
    space: (name) => spaces.get(name, () => makeSpace(name)).space,
    reauthenticate() {
      for (const space of spaces.open) space.reauthenticate()
    },
    close: () => (closing ??= close()),
    async export() {
      if (closing !== null) throw clientClosed()
      return worker.call((api) => api.export(), limitsMs.archive)
    },
    async import(archive) {
      if (closing !== null) throw clientClosed()
      await worker.call((api) => api.import(archive), limitsMs.archive)
    },
    async erase(options = {}) {
      if (closing !== null) throw clientClosed()
      await worker.call((api) => api.erase(options), limitsMs.erase)
      await (closing ??= close())
    },
  }
}
