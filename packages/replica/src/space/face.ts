import type { AnySchema } from '@torsor/core'
import type { Space } from './types.js'

type Parts<S extends AnySchema> = Omit<Space<S>, 'ready'> & {
  /** Opens the space, so it is not to be called for somebody who only looks. */
  readonly askReady: () => Promise<void>
}

/** `ready` is a getter of the class: what merely enumerates a space (a debugger, a comparison) must not open it. */
export class SpaceFace<S extends AnySchema> implements Space<S> {
  readonly name: Space<S>['name']
  readonly store: Space<S>['store']
  readonly status: Space<S>['status']
  readonly mutate: Space<S>['mutate']
  readonly watch: Space<S>['watch']
  readonly synced: Space<S>['synced']
  readonly retain: Space<S>['retain']
  readonly inspect: Space<S>['inspect']
  readonly #askReady: () => Promise<void>
  #ready: Promise<void> | undefined

  constructor(parts: Parts<S>) {
    this.name = parts.name
    this.store = parts.store
    this.status = parts.status
    this.mutate = parts.mutate
    this.watch = parts.watch
    this.synced = parts.synced
    this.retain = parts.retain
    this.inspect = parts.inspect
    this.#askReady = parts.askReady
  }

  get ready(): Promise<void> {
    if (this.#ready === undefined) {
      this.#ready = this.#askReady()
      // Read and dropped, it must not become an unhandled rejection: what went wrong was told to `onError`.
      this.#ready.catch(() => undefined)
    }
    return this.#ready
  }
}
