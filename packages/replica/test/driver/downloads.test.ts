import { describe, expect, it } from 'vitest'
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
    apply: (_nonce, items) => slowly(`apply ${items.map(({ position }) => position).join()}`, 'applied'),
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
      { ids: [], known: [] },
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

describe('[RE54] steps that came before the relay spoke of an id under which something was frozen', () => {
  const [known, late] = ['00000000000000a0', '00000000000000a1']

  /** A session known by one id; of the other one a packet was frozen, and is named or will be. */
  function session(...ids: string[]): {
    readonly downloads: Downloads
    readonly hearing: { readonly ids: string[]; known: string[] }
    readonly told: string[]
  } {
    const told: string[] = []
    const hearing = { ids: [known, ...ids], known: [known] }
    const replication: Pick<Replication, 'apply' | 'beginBehind'> = {
      apply: (_nonce, items, ids) => {
        const result = ids.includes(late) ? 'applied' : 'unknown'
        told.push(`${result} ${items.map(({ position }) => position).join()}`)
        return Promise.resolve(result)
      },
      beginBehind: () => Promise.resolve(true),
    }
    const listener = {
      verified: () => undefined,
      confirmed: () => undefined,
      mismatch: () => undefined,
      overtaken: () => {
        told.push('overtaken')
        downloads.end()
      },
      failed: (error: unknown) => told.push(String(error)),
    }
    const downloads = new Downloads(replication as Replication, listener, hearing, { nonce } as Opened)
    return { downloads, hearing, told }
  }

  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2))

  it('wait until it does, and go first', async () => {
    const { downloads, hearing, told } = session(late)
    downloads.step(step(1))
    await settled()
    downloads.step(step(2))
    downloads.heard()
    await settled()
    expect(told).toEqual(['unknown 1'])
    hearing.known = [known, late]
    downloads.heard()
    await settled()
    expect(told).toEqual(['unknown 1', 'applied 1', 'applied 2'])
  })

  it('are not taken where it answers by beginning to tell anew', async () => {
    const { downloads, told } = session(late)
    downloads.step(step(1))
    downloads.behind(1)
    downloads.caughtUp({ nonce, position: 9, digest: 'd' } as CaughtUp)
    await settled()
    expect(told).toEqual(['overtaken'])
  })

  it('are not taken where nothing is on its way that it would answer, or where it is gone', async () => {
    const silent = session()
    silent.downloads.step(step(1))
    await settled()
    expect(silent.told).toEqual(['unknown 1', 'overtaken'])
    const gone = session(late)
    gone.downloads.step(step(1))
    await settled()
    gone.hearing.known = [known, late]
    gone.downloads.end()
    await settled()
    expect(gone.told).toEqual(['unknown 1', 'overtaken'])
  })
})
