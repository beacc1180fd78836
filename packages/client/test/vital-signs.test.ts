import { describe, expect, it } from 'vitest'
import { silenceMs, watchVitalSigns } from '../src/link/vital-signs.js'
import { fakeClock } from './fake-clock.js'

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('a worker’s heartbeat', () => {
  it('[P25] [CL21] a worker that stops answering is dead after the silence, and that is told once', async () => {
    const { after, pass } = fakeClock()
    const deaths: string[] = []
    let answers = true
    watchVitalSigns(
      { after, locks: null },
      null,
      () => (answers ? Promise.resolve() : new Promise(() => undefined)),
      (how) => deaths.push(how),
    )
    for (let n = 0; n < 20; n++) {
      pass(5_000)
      await turn()
    }
    expect(deaths).toEqual([])
    answers = false
    pass(silenceMs)
    expect(deaths).toEqual([])
    pass(5_000)
    expect(deaths).toEqual(['silent'])
    pass(10 * silenceMs)
    expect(deaths).toEqual(['silent'])
  })

  it('[CL21] a machine that slept has missed one beat, however long it slept', async () => {
    let beat: () => void = () => undefined
    const deaths: string[] = []
    let answer: () => void = () => undefined
    watchVitalSigns(
      {
        locks: null,
        // Timers of a machine that sleeps are late, whatever they say.
        after: (_, task) => {
          beat = task
          return () => undefined
        },
      },
      null,
      () =>
        new Promise((resolve) => {
          answer = resolve
        }),
      (how) => deaths.push(how),
    )
    beat()
    beat()
    answer()
    await turn()
    for (let n = 0; n < 5; n++) beat()
    expect(deaths).toEqual([])
  })

  it('[CL22] is not listened to any more once that was ended', () => {
    const { after, pass } = fakeClock()
    const deaths: string[] = []
    const stop = watchVitalSigns(
      { after, locks: null },
      null,
      () => new Promise(() => undefined),
      (how) => deaths.push(how),
    )
    stop()
    pass(10 * silenceMs)
    expect(deaths).toEqual([])
  })
})
