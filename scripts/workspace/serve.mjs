import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { preview } from 'vite'
import { freePort } from './ports.mjs'
import { root } from './root.mjs'

const defaultPorts = { app: 4173, relay: 8787 }

function startRelay(port, appPort) {
  const data = join(root, '.torsor')
  mkdirSync(data, { recursive: true })
  const main = join(root, 'packages', 'relay', 'dist', 'cli', 'main.js')
  const origins = [`http://localhost:${appPort}`, `http://127.0.0.1:${appPort}`]
  const args = [main, '--port', String(port), '--data', join(data, 'relay.sqlite'), ...origins.flatMap((origin) => ['--origin', origin])]
  // Its own log goes to stderr in lines of JSON; a person at a terminal wants the two URLs below.
  return spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { LOG_LEVEL: 'warn', ...process.env } })
}

async function healthy(url, relay) {
  while (relay.exitCode === null) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`The relay stopped with exit code ${relay.exitCode}`)
}

/** Runs the relay and the built app until Ctrl-C. */
export async function serve() {
  const appPort = await freePort(Number(process.env.PORT ?? defaultPorts.app))
  const relayPort = await freePort(Number(process.env.RELAY_PORT ?? defaultPorts.relay))
  const relay = startRelay(relayPort, appPort)
  const app = await preview({
    root: join(root, 'apps', 'stockroom'),
    logLevel: 'warn',
    preview: { port: appPort, strictPort: true, host: '127.0.0.1' },
  })
  const stop = () => {
    relay.kill('SIGTERM')
    void app.close().finally(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  relay.once('exit', (code) => {
    if (code) process.exit(code)
  })

  const health = `http://localhost:${relayPort}/healthz`
  await healthy(health, relay)
  const query = relayPort === defaultPorts.relay ? '' : `?relay=ws://localhost:${relayPort}`
  console.log(`\nStockroom  http://localhost:${appPort}/${query}\nRelay      ${health}\n\nCtrl-C stops both.`)
}
