import { createServer } from 'node:net'

function free(port, host) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/**
 * The first free port from `port` on, tried on the wildcard too: a server that another program has on all addresses would
 * otherwise answer in our place.
 * @param {number} port
 */
export async function freePort(port) {
  for (let candidate = port; candidate < port + 100; candidate++) {
    if ((await free(candidate, '127.0.0.1')) && (await free(candidate, undefined))) return candidate
  }
  throw new Error(`No free port between ${port} and ${port + 99}`)
}
