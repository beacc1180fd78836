import { createReplicaHooks } from '@torsor/react'
import type { ReactNode } from 'react'
import { expect, it, onTestFinished, vi } from 'vitest'
import { screen, shows, tab, type S } from './setup.js'

const { ReplicaProvider, useReplica } = createReplicaHooks<S>()

it('[RC17] a selector that returns something else each time is warned of, once, in development, and does not loop', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  onTestFinished(() => warn.mockRestore())
  const renders: true[] = []
  const Stable = (): ReactNode => useReplica((r) => [...r.items.ids()]).length
  const Unstable = (): ReactNode => {
    renders.push(true)
    const nested = useReplica((r) => [{ sizes: [r.items.size] }])
    const again = useReplica((r) => new Map([['size', r.items.size]]))
    return <b>{nested.length + again.size}</b>
  }
  const { element, render } = screen()
  const client = tab()
  render(
    <ReplicaProvider client={client} space="a">
      <Stable />
    </ReplicaProvider>,
  )
  await shows(element, () => element.textContent === '0')
  expect(warn).not.toHaveBeenCalled()
  render(
    <ReplicaProvider client={client} space="a">
      <Unstable />
    </ReplicaProvider>,
  )
  await shows(element, () => element.textContent === '2')
  expect(warn.mock.calls.map(([message]) => String(message).includes('[unstable-selector]'))).toEqual([true])
  expect(renders.length).toBeLessThan(5)
})
