import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { openIndexedDb } from '@torsor/store'
import { storeContract } from '@torsor/store/contract'

storeContract(
  'fake-indexeddb',
  () => {
    const factory = new IDBFactory()
    return { open: (options) => openIndexedDb('torsor:user:space', { ...options, factory }) }
  },
  { describe, it, expect },
)
