import { createClient } from '@torsor/client'
import { expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { Gauges } from './examples/gauges/Gauges.js'
import { schema } from './examples/gauges/schema.js'
import { App } from './examples/rooms/App.js'
import type { useRefused } from './examples/rooms/refused.js'
import { client } from './examples/rooms/replica.js'
import { screen, shows } from './setup.js'

it('[RC1] [RC12] a small app with hooks of its own schema opens, inserts and edits', async () => {
  onTestFinished(() => client.close())
  const { element, render } = screen()
  render(<App />)
  expect(element.textContent).toBe('Opening…')
  await shows(element, () => element.textContent.includes('Building (0)'))
  client.space('building-1').mutate((m) => m.rooms.upsert('a', { name: 'Wet lab', kind: 'lab', seats: 4 }))
  await shows(element, () => element.querySelector('output')?.textContent.startsWith('4 0.00 0') === true)
  const [visit, sink] = element.querySelectorAll<HTMLButtonElement>('fieldset button')
  visit?.click()
  sink?.click()
  await shows(element, () => element.textContent.includes('Building (1)') && sink?.ariaPressed === 'true')
  expect(element.querySelector('output')?.textContent).toMatch(/^3 0\.00 1/)
  expectTypeOf<typeof useRefused>().returns.toBeVoid()
})

it('[RC5] [RC12] a wall of words takes its client from the provider and shows what its own producer writes', async () => {
  const worker = (): Worker => new Worker(new URL('./examples/gauges/gauges.worker.ts', import.meta.url), { type: 'module' })
  const gauges = createClient({ schema, worker, relay: 'ws://127.0.0.1:9' })
  onTestFinished(() => gauges.close())
  const { element, render } = screen()
  render(<Gauges client={gauges} />)
  await shows(element, () => element.querySelectorAll('td')[0]?.textContent === '1.5')
  expect(element.querySelectorAll('td')[3]?.textContent).toBe('3.0')
  expect(gauges.space('station-1').store.getState().station.ticks).toBeGreaterThanOrEqual(3n)
})
