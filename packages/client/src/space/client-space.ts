import type { AnySchema, TorsorError } from '@torsor/core'
import { generateId } from '@torsor/core/view'
import { createSpace, type Space } from '@torsor/replica/space'
import type { WorkerLink } from '../link/worker-link.js'
import type { PageWorld } from '../page/world.js'
import { createSpaceLink } from './space-link.js'
import { createTenancy } from './tenancy.js'

export interface ClientSpaceOptions<S extends AnySchema> {
  readonly schema: S
  readonly name: string
  readonly worker: WorkerLink
  readonly world: PageWorld
  readonly nextId: () => number
  /** Something is written that is nowhere else. */
  readonly onWrite: () => void
  readonly onError: (error: TorsorError) => void
  /** The space runs in the worker, or no longer does. */
  readonly onOpen: (space: ClientSpace<S>, isOpen: boolean) => void
}

export interface ClientSpace<S extends AnySchema> {
  readonly space: Space<S>
  reauthenticate(): void
  close(): Promise<void>
}

/** How long a space that nobody holds stays open. */
export const graceMs = 4_000

/** A space of a tab: opened in the worker while somebody needs it. */
export function createClientSpace<S extends AnySchema>(options: ClientSpaceOptions<S>): ClientSpace<S> {
  const { schema, name, worker, world, nextId, onWrite, onError, onOpen } = options
  const link = createSpaceLink({
    name,
    worker,
    world,
    nextId,
    onWrite,
    onFailed: (error) => control.fail(error, isMismatch(error) ? { state: 'incompatible', error } : { state: 'closed' }),
  })
  const lifetime = createTenancy({
    after: world.after,
    graceMs,
    isBusy: () => control.space.status.getState().pending.batches > 0,
    open: () => {
      onOpen(self, true)
      link.open()
    },
    close: () => {
      onOpen(self, false)
      void link.close()
    },
  })
  // A write is numbered per face, so each space made has its own: numbers never meet those of an earlier one.
  const face = generateId(world.randomBytes)
  const control = createSpace({ schema, name, port: link, face, random: world.randomBytes, onError, lifetime })

  const self: ClientSpace<S> = { space: control.space, reauthenticate: () => link.reauthenticate(), close: () => control.close() }
  return self
}

const isMismatch = (error: TorsorError): error is TorsorError<'schema-mismatch'> => error.code === 'schema-mismatch'
