import type { Durability, ReplicaStore, StoreWriter } from '@torsor/store'

/** A store that tells with which durability it was written to, and whose puts into a room fail when told to. */
export interface FaultyStore {
  readonly store: ReplicaStore
  readonly durabilities: Durability[]
  failPutsInto: string | null
}

export function faultyStore(inner: ReplicaStore): FaultyStore {
  const self: FaultyStore = {
    durabilities: [],
    failPutsInto: null,
    store: {
      kind: inner.kind,
      read: (body) => inner.read(body),
      close: () => inner.close(),
      erase: () => inner.erase(),
      append: (durability, value) => {
        self.durabilities.push(durability)
        if (self.failPutsInto === 'journal') throw new Error('no room for journal')
        return inner.append(durability, value)
      },
      write: (durability, body) => {
        self.durabilities.push(durability)
        return inner.write(durability, (writer) => body(failing(writer)))
      },
    },
  }

  function failing(writer: StoreWriter): StoreWriter {
    return {
      get: (store, key) => writer.get(store, key),
      keys: (store, range) => writer.keys(store, range),
      entries: (store, range) => writer.entries(store, range),
      append: (store, value) => writer.append(store, value),
      delete: (store, key) => writer.delete(store, key),
      deleteRange: (store, range) => writer.deleteRange(store, range),
      clear: (store) => writer.clear(store),
      put: (store, key, value) => {
        if (store === self.failPutsInto) throw new Error(`no room for ${store}`)
        writer.put(store, key, value)
      },
    }
  }
  return self
}
