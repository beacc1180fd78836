import type { AnySchema } from '@torsor/core'
import type { ClientSpace } from './client-space.js'

/** The spaces of a client by name. One that is not open is held weakly: visiting thousands of spaces must not keep their views. */
export interface SpaceRegister<S extends AnySchema> {
  get(name: string, create: () => ClientSpace<S>): ClientSpace<S>
  setOpen(space: ClientSpace<S>, isOpen: boolean): void
  readonly open: Iterable<ClientSpace<S>>
}

export function createSpaceRegister<S extends AnySchema>(): SpaceRegister<S> {
  const known = new Map<string, WeakRef<ClientSpace<S>>>()
  const open = new Set<ClientSpace<S>>()
  // A WeakRef to the control would die while the app holds only the face.
  const ownerOf = new WeakMap<object, ClientSpace<S>>()
  const forgotten = new FinalizationRegistry<string>((name) => {
    if (known.get(name)?.deref() === undefined) known.delete(name)
  })
  return {
    get(name, create) {
      const there = known.get(name)?.deref()
      if (there !== undefined) return there
      const made = create()
      known.set(name, new WeakRef(made))
      ownerOf.set(made.space, made)
      forgotten.register(made, name)
      return made
    },
    setOpen(space, isOpen) {
      if (isOpen) open.add(space)
      else open.delete(space)
    },
    open,
  }
}
