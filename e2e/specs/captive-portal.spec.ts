import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

/** What a hotel's network says to everything until somebody pays. */
async function portal(): Promise<{ readonly port: number; readonly asked: () => number; readonly close: () => Promise<void> }> {
  let asked = 0
  const page = '<!doctype html><title>Welcome</title><form>Please accept our terms.</form>'
  const server = createServer((_, response) => {
    asked++
    response.writeHead(200, { 'content-type': 'text/html' }).end(page)
  })
  // Without a listener Node would end the socket of whoever asks for an upgrade.
  server.on('upgrade', (_, socket) => {
    asked++
    socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\n\r\n${page}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
  return { port: (server.address() as AddressInfo).port, asked: () => asked, close }
}

test('[P1] behind a portal that answers with a page a device is offline, and says so; its edits go out when it is past it', async ({
  world,
}) => {
  const hotel = await portal()
  const device = await world.device('fixture')
  device.proxy.target(hotel.port)
  const tab = await device.open()
  await tab.run(({ space }) => {
    space.mutate((m) => m.items.upsert('x', { stock: 3 }))
  })
  await tab.until({ connection: 'offline', reason: 'relay-unreachable', pending: 1 })
  expect(hotel.asked()).toBeGreaterThan(0)

  device.proxy.target(world.relay.port)
  await device.reconnected()
  await expectConverged([tab], world.relay, world.space)
  expect(await tab.run(({ space }) => space.store.getState().items.get('x')?.stock)).toBe(3)
  await hotel.close()
})
