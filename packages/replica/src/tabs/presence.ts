import type { LockManagerLike, Release } from '../world/ports.js'

export interface Presence {
  /** No other tab held the storage: whoever wrote under the stored replica id is gone (rule 1). */
  readonly first: boolean
  readonly leave: Release
}

/**
 * Every tab holds a shared lock on the storage while it lives. `whenFirst` runs while it is certain that no other tab
 * does, and before any other can open.
 */
export async function enter(locks: LockManagerLike, name: string, whenFirst: () => Promise<void>): Promise<Presence> {
  const door = await locks.acquire(`${name}:door`, 'exclusive')
  try {
    const alone = await locks.tryAcquire(`${name}:held`, 'exclusive')
    if (alone !== null) {
      try {
        await whenFirst()
      } finally {
        alone()
      }
    }
    const leave = await locks.acquire(`${name}:held`, 'shared')
    return { first: alone !== null, leave }
  } finally {
    door()
  }
}
