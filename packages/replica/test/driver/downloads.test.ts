import { expect, it } from 'vitest'
import { Downloads } from '../../src/driver/downloads.js'
import type { Replication } from '../../src/engine/replication.js'
import type { CaughtUp, Opened } from '../../src/engine/told.js'

const nonce = '0123456789abcdef'
const step = (position: number): { previous: number; position: number; bytes: Uint8Array; own: null } => ({
  previous: position - 1,
  position,
  bytes: new Uint8Array(0),
  own: null,
})

it('[RE39] takes everything in the order in which it came, steps together', async () => {
  const taken: string[] = []
  const slowly = async <T>(what: string, result: T): Promise<T> => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    taken.push(what)
    return result
  }
  // The one port of this room: what it is asked for and when is all that counts here.
  const replication: Pick<Replication, 'begin' | 'apply' | 'verify' | 'beginBehind' | 'adopt'> = {
    begin: () => slowly('begin', undefined),
    apply: (_nonce, items) => slowly(`apply ${items.map(({ position }) => position).join()}`, true),
    verify: (position) => slowly(`verify ${position}`, { position, digest: 'd' }),
    beginBehind: (position) => slowly(`behind ${position}`, true),
    adopt: ({ position }) => slowly('adopt', { position, digest: 'd' }),
  }
  const done = new Promise<void>((resolve) => {
    const downloads = new Downloads(
      replication as Replication,
      {
        verified: ({ position }) => {
          if (position === 9) resolve()
        },
        confirmed: () => undefined,
        mismatch: () => taken.push('mismatch'),
        overtaken: () => taken.push('overtaken'),
        failed: (error) => taken.push(String(error)),
      },
      { nonce } as Opened,
    )
    downloads.begin({ nonce } as Opened)
    downloads.step(step(1))
    downloads.step(step(2))
    downloads.digest(2, 'd')
    downloads.step(step(3))
    downloads.behind(3)
    downloads.caughtUp({ nonce, position: 9, digest: 'd' } as CaughtUp)
  })
  await done
  expect(taken).toEqual(['begin', 'apply 1,2', 'verify 2', 'apply 3', 'behind 3', 'adopt'])
})
