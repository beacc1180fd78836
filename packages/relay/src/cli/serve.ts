import { pino } from 'pino'
import { memoryLog, sqliteLog } from '../log/index.js'
import { createRelay } from '../server/relay.js'
import type { ServeCommand } from './arguments.js'
import { loadAuthorize } from './load-authorize.js'
import { loadLinks } from './load-links.js'

/** Resolves when the relay has been told to stop and has stopped. */
export async function serve({ port, host, data, origins, auth, links, keepMs }: ServeCommand): Promise<void> {
  const authorize = auth === null ? 'anyone' : await loadAuthorize(auth)
  const linked = links === null ? {} : await loadLinks(links)
  const log = data === ':memory:' ? memoryLog() : sqliteLog({ file: data })
  // Standard output is for people and scripts; the log goes beside it.
  const logger = pino({ name: 'torsor-relay' }, pino.destination({ fd: 2, sync: true }))
  const relay = createRelay({ log, authorize, origins, logger, limits: { keepMs }, ...linked })
  const { url, health } = await relay.listen({ port, host })
  console.log(`Relay listening on ${url}`)
  console.log(`Health: ${health}`)
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, resolve)
  })
  logger.info({ signal }, 'stopping')
  await relay.close()
}
