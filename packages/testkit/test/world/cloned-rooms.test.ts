import { describe, expect, it } from 'vitest'
import { storeContract } from '@torsor/store/contract'
import { MemoryDatabase, MemoryHandle } from '@torsor/store/memory'
import { FastDraft } from '../../src/device/fast-draft.js'

storeContract(
  'memory that copies as the simulator does',
  () => {
    let database: MemoryDatabase | null = null
    return {
      open: async (options) => {
        if (database === null || database.erased) database = new MemoryDatabase('disk', undefined, FastDraft)
        return new MemoryHandle(database, await database.enter(options ?? {}))
      },
    }
  },
  { describe, it, expect },
)
