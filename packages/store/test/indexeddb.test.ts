import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { openIndexedDb } from '@torsor/store'
import { storeContract } from '@torsor/store/contract'

storeContract(
  'fake-indexeddb',
  () => {
    const factory = new IDBFactory()
    return { open: () => openIndexedDb('torsor:user:space', { factory }) }
  },
  { describe, it, expect },
)
