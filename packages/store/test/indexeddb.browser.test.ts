import { describe, expect, it } from 'vitest'
import { openIndexedDb } from '@torsor/store'
import { storeContract } from '@torsor/store/contract'

let storages = 0

storeContract(
  'IndexedDB',
  () => {
    storages += 1
    const name = `torsor:contract:${storages}`
    return { open: (options) => openIndexedDb(name, options) }
  },
  { describe, it, expect },
)
