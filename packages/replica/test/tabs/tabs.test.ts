import { describe, expect, it } from 'vitest'
import { ChangeSequence } from '../../src/tabs/change-sequence.js'
import { Leadership } from '../../src/tabs/leadership.js'
import { enter } from '../../src/tabs/presence.js'
import { unchanged } from '../../src/transactions/change.js'
import { createMemoryChannels, createMemoryLocks } from '../../src/world/memory-world.js'
import { ManualClock } from '../clock.js'

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('changes of several tabs', () => {
  it('[RE11] are applied in order of commit, whatever order they arrive in', async () => {
    const applied: number[] = []
    const sequence = new ChangeSequence(
      new ManualClock(),
      (change) => applied.push(change.revision),
      () => undefined,
    )
    const waits = [3, 1, 2].map((revision) => sequence.arrive(unchanged(revision)))
    await Promise.all(waits)
    expect(applied).toEqual([1, 2, 3])
  })

  it('[RE11] are applied once, also when one is told twice', async () => {
    const applied: number[] = []
    const sequence = new ChangeSequence(
      new ManualClock(),
      (change) => applied.push(change.revision),
      () => undefined,
    )
    await sequence.arrive(unchanged(1))
    await sequence.arrive(unchanged(1))
    expect(applied).toEqual([1])
  })

  it('[RE12] a gap that stays makes the tab read the disk, and what waited for it resolves', async () => {
    const clock = new ManualClock()
    const applied: number[] = []
    let read = 0
    const sequence = new ChangeSequence(
      clock,
      (change) => applied.push(change.revision),
      () => read++,
    )
    const waiting = sequence.arrive(unchanged(3))
    clock.advance(499)
    expect(read).toBe(0)
    clock.advance(1)
    expect(read).toBe(1)
    sequence.reset(3)
    await waiting
    await sequence.arrive(unchanged(4))
    expect(applied).toEqual([4])
  })

  it('[RE12] nothing waits for a gap once the tab closes, neither what waited before nor what is committed after', async () => {
    const applied: number[] = []
    const sequence = new ChangeSequence(
      new ManualClock(),
      (change) => applied.push(change.revision),
      () => undefined,
    )
    const before = sequence.arrive(unchanged(3))
    sequence.close()
    await before
    await sequence.arrive(unchanged(5))
    expect(applied).toEqual([])
  })

  it('[RE32] a gap is read in time however much comes behind it', () => {
    const clock = new ManualClock()
    let read = 0
    const sequence = new ChangeSequence(
      clock,
      () => undefined,
      () => read++,
    )
    for (let revision = 3; revision < 9; revision++) {
      void sequence.arrive(unchanged(revision))
      clock.advance(100)
    }
    expect(read).toBe(1)
  })

  it('[RE31] what replaced the reference is read from the disk at once, and what comes meanwhile is applied after', async () => {
    const applied: number[] = []
    const sequence = new ChangeSequence(
      new ManualClock(),
      (change) => applied.push(change.revision),
      () => sequence.hold(),
    )
    const replaced = sequence.arrive({ ...unchanged(1), reload: true })
    const later = sequence.arrive(unchanged(2))
    expect(applied).toEqual([])
    sequence.reset(1)
    await Promise.all([replaced, later])
    expect(applied).toEqual([2])
  })

  it('[RE31] a change that asks for a reading while one is shown is not forgotten: the sequence stays held', () => {
    let asked = 0
    const sequence = new ChangeSequence(
      new ManualClock(),
      () => undefined,
      () => {
        asked++
        sequence.hold()
      },
    )
    sequence.hold()
    void sequence.arrive({ ...unchanged(2), reload: true })
    sequence.reset(1)
    expect([asked, sequence.held]).toEqual([1, true])
    sequence.reset(2)
    expect([asked, sequence.held]).toEqual([1, false])
  })

  it('[RE31] of a tab that is closed nobody waits for a change, whenever it comes', async () => {
    const sequence = new ChangeSequence(
      new ManualClock(),
      () => undefined,
      () => undefined,
    )
    const early = sequence.arrive(unchanged(5))
    sequence.close()
    expect(await Promise.all([early, sequence.arrive(unchanged(7))])).toEqual([undefined, undefined])
  })

  it('[RE37] a change that nobody told of is read when the disk is seen to have it', () => {
    const clock = new ManualClock()
    let read = 0
    const sequence = new ChangeSequence(
      clock,
      () => undefined,
      () => read++,
    )
    sequence.notice(0)
    clock.advance(1_000)
    expect(read).toBe(0)
    sequence.notice(1)
    clock.advance(500)
    expect(read).toBe(1)
  })
})

describe('presence', () => {
  it('[RE13] the first tab finds itself alone, the second does not, and after both are gone the next does again', async () => {
    const locks = createMemoryLocks()
    const fresh: string[] = []
    const open = (name: string): ReturnType<typeof enter> => enter(locks, 'storage', () => Promise.resolve(void fresh.push(name)))
    const a = await open('a')
    const b = await open('b')
    a.leave()
    const c = await open('c')
    b.leave()
    c.leave()
    const d = await open('d')
    expect(fresh).toEqual(['a', 'd'])
    expect([a.first, b.first, c.first, d.first]).toEqual([true, false, false, true])
  })
})

describe('leadership', () => {
  function tab(
    locks: ReturnType<typeof createMemoryLocks>,
    clock: ManualClock,
    name: string,
    log: string[],
  ): { readonly leadership: Leadership; visible: boolean } {
    const self: { visible: boolean; readonly leadership: Leadership } = {
      visible: true,
      leadership: new Leadership({
        locks,
        clock,
        name: 'lock',
        isVisible: () => self.visible,
        onChange: (leads) => log.push(`${name} ${leads ? 'leads' : 'yields'}`),
        claim: () => log.push(`${name} claims`),
      }),
    }
    return self
  }

  function twoTabs(): { a: ReturnType<typeof tab>; b: ReturnType<typeof tab>; clock: ManualClock; log: string[] } {
    const locks = createMemoryLocks()
    const clock = new ManualClock()
    const log: string[] = []
    return { a: tab(locks, clock, 'a', log), b: tab(locks, clock, 'b', log), clock, log }
  }

  it('[RE14] one tab leads, and the next one does when it closes', async () => {
    const { a, b } = twoTabs()
    a.leadership.compete()
    b.leadership.compete()
    await turn()
    expect([a.leadership.leads, b.leadership.leads]).toEqual([true, false])
    a.leadership.close()
    await turn()
    expect([a.leadership.leads, b.leadership.leads]).toEqual([false, true])
  })

  it('[P13] [RE14] a hidden leader hands over to a visible tab that asks, and a visible one keeps', async () => {
    const { a, b, clock } = twoTabs()
    a.leadership.compete()
    await turn()
    b.leadership.compete()
    a.leadership.yieldTo()
    await turn()
    expect(a.leadership.leads).toBe(true)
    a.visible = false
    a.leadership.yieldTo()
    await turn()
    expect([a.leadership.leads, b.leadership.leads]).toEqual([false, true])
    clock.advance(1_000)
    b.leadership.close()
    await turn()
    expect(a.leadership.leads).toBe(true)
  })

  it('[RE14] a tab closed while it waits never leads', async () => {
    const { a, b, log } = twoTabs()
    a.leadership.compete()
    b.leadership.compete()
    await turn()
    b.leadership.close()
    a.leadership.close()
    await turn()
    expect(log.filter((line) => line.startsWith('b l'))).toEqual([])
  })
})

describe('memory channels', () => {
  it('[RE15] deliver copies to every other member, and nothing after close', async () => {
    const open = createMemoryChannels()
    const heard: unknown[] = []
    const a = open('x', (message) => heard.push(['a', message]))
    const b = open('x', (message) => heard.push(['b', message]))
    const message = { n: 1 }
    a.post(message)
    message.n = 2
    await turn()
    b.close()
    a.post({ n: 3 })
    await turn()
    expect(heard).toEqual([['b', { n: 1 }]])
  })
})
