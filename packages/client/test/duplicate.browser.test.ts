import { createClient } from '@torsor/client'
import { expect, it, onTestFinished, vi } from 'vitest'
import { nowhere } from './setup.js'
import { schema } from './worker/schema.js'

it('[CL16] a second client on the same storage is warned of, once, in development', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  onTestFinished(() => warn.mockRestore())
  const make = (user: string) => createClient({ schema, relay: nowhere, user, worker: () => expect.unreachable('no worker is needed') })
  const first = make('a')
  const other = make('b')
  await first.close()
  const again = make('a')
  expect(warn).not.toHaveBeenCalled()
  const clients = [make('a'), make('a')]
  expect(warn.mock.calls.map(String).join()).toContain('[duplicate-client]')
  expect(warn).toHaveBeenCalledTimes(1)
  await Promise.all([other, again, ...clients].map((client) => client.close()))
})
