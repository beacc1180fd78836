import { describe, expect, test } from 'vitest'
import { checkHeartbeat, createHeartbeat, heard, limits, probe } from '@torsor/protocol'
import type { Heartbeat } from '@torsor/protocol'

/** Looks whenever a look is due, until the end or until it is dead. */
function watch(start: Heartbeat, from: number, until: number): { pings: number[]; deadAt: number | null; heartbeat: Heartbeat } {
  let heartbeat = start
  const pings: number[] = []
  for (let now = from; now <= until;) {
    const step = checkHeartbeat(heartbeat, now)
    heartbeat = step.heartbeat
    if (step.action === 'ping') pings.push(now)
    if (step.action === 'dead') return { pings, deadAt: now, heartbeat }
    now += step.dueIn
  }
  return { pings, deadAt: null, heartbeat }
}

describe('[PR40] silence', () => {
  test('is asked about after 15 s and is death after 30 s', () => {
    expect(watch(createHeartbeat(0), 0, 100_000)).toMatchObject({ pings: [limits.heartbeatMs], deadAt: limits.silenceMs })
  })

  test('any frame is an answer', () => {
    const asked = watch(createHeartbeat(0), 0, 20_000).heartbeat
    expect(asked.askedAt).toBe(15_000)
    const answered = heard(asked, 21_000)
    expect(watch(answered, 21_000, 40_000)).toMatchObject({ pings: [36_000], deadAt: null })
  })

  test('a socket that talks is never asked', () => {
    let heartbeat = createHeartbeat(0)
    for (let now = 0; now < 200_000; now += 1_000) {
      heartbeat = heard(heartbeat, now)
      const step = checkHeartbeat(heartbeat, now)
      expect(step.action).toBe('none')
      heartbeat = step.heartbeat
    }
    expect(heard(heartbeat, 199_000)).toBe(heartbeat)
  })
})

describe('[PR41] a doubted socket has little time', () => {
  test('5 s from the doubt', () => {
    const step = probe(createHeartbeat(0), 2_000)
    expect(step).toMatchObject({ action: 'ping', dueIn: limits.probeMs })
    expect(watch(step.heartbeat, 2_000 + step.dueIn, 100_000).deadAt).toBe(7_000)
  })

  test('doubting again and again never gives it more', () => {
    let { heartbeat } = probe(createHeartbeat(0), 0)
    for (let now = 1_000; now < 5_000; now += 1_000) heartbeat = probe(heartbeat, now).heartbeat
    expect(checkHeartbeat(heartbeat, 5_000).action).toBe('dead')
  })

  test('a question of long patience gets shorter, never longer', () => {
    const asked = checkHeartbeat(createHeartbeat(0), 15_000).heartbeat
    expect(probe(asked, 16_000).dueIn).toBe(limits.probeMs)
    expect(probe(asked, 28_000).dueIn).toBe(2_000)
    expect(probe(asked, 40_000).dueIn).toBe(0)
  })
})

describe('[PR42] an end that slept', () => {
  test('asks once more before it gives up', () => {
    const asked = checkHeartbeat(createHeartbeat(0), 15_000).heartbeat
    const woken = checkHeartbeat(asked, 3_600_000)
    expect(woken.action).toBe('ping')
    expect(checkHeartbeat(woken.heartbeat, 3_600_000 + woken.dueIn).action).toBe('dead')
    expect(checkHeartbeat(heard(woken.heartbeat, 3_600_001), 3_600_000 + woken.dueIn).action).toBe('none')
  })

  test('throttled timers do not keep a dead socket alive', () => {
    let heartbeat = createHeartbeat(0)
    const actions: string[] = []
    for (let now = 60_000; now <= 240_000; now += 60_000) {
      const step = checkHeartbeat(heartbeat, now)
      heartbeat = step.heartbeat
      actions.push(step.action)
      if (step.action === 'dead') break
    }
    expect(actions).toEqual(['ping', 'ping', 'dead'])
  })
})
