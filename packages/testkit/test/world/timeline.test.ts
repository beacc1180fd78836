import { expect, test } from 'vitest'
import { Timeline } from '../../src/world/index.js'

test('[TK1] events come in the order of their times, and of two at one moment the first asked for', async () => {
  const timeline = new Timeline()
  const heard: string[] = []
  const at = (ms: number, name: string): (() => void) => timeline.after(ms, () => heard.push(`${name}@${timeline.elapsed}`))
  at(30, 'c')
  at(10, 'a')
  at(10, 'b')
  at(20, 'cancelled')()
  at(70, 'later')
  await timeline.advance(60)
  expect(heard).toEqual(['a@10', 'b@10', 'c@30'])
  expect(timeline.elapsed).toBe(60)
  await timeline.advance(10)
  expect(heard.at(-1)).toBe('later@70')
})

test('[TK1] what an event leads to at once is done before the next, and what it asks for at once comes within the same time', async () => {
  const timeline = new Timeline()
  const heard: string[] = []
  timeline.after(5, () => {
    void Promise.resolve()
      .then(() => undefined)
      .then(() => heard.push('promises of the first'))
    timeline.after(0, () => heard.push('asked for by the first'))
  })
  timeline.after(5, () => heard.push('second'))
  await timeline.advance(5)
  expect(heard).toEqual(['promises of the first', 'second', 'asked for by the first'])
})

test('[TK1] thousands of events in any order come in order', async () => {
  const timeline = new Timeline()
  const heard: number[] = []
  let random = 1
  for (let n = 0; n < 3_000; n++) {
    random = (random * 48_271) % 2_147_483_647
    const at = random % 500
    timeline.after(at, () => heard.push(at))
  }
  await timeline.advance(500)
  expect(heard).toHaveLength(3_000)
  expect(heard).toEqual(heard.toSorted((a, b) => a - b))
})
