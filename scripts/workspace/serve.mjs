import { spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { preview } from 'vite'
import { freePort } from './ports.mjs'
import { root as repository } from './root.mjs'

const defaultPorts = { app: 4173, relay: 8787 }

const data = join(repository, '.torsor')
const logFile = join(data, 'relay.log')

/** Pages of this machine may connect to it; its log is for those who look for it. */
function startRelay(port) {
  mkdirSync(data, { recursive: true })
  const main = join(repository, 'packages', 'relay', 'dist', 'cli', 'main.js')
  const args = [main, '--port', String(port), '--data', join(data, 'relay.sqlite')]
  return spawn(process.execPath, args, { cwd: repository, stdio: ['ignore', 'ignore', openSync(logFile, 'a')] })
}

async function healthy(url, relay) {
  while (relay.exitCode === null) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`The relay stopped with exit code ${relay.exitCode}; see ${logFile}`)
}

/** Runs the relay and the built app until Ctrl-C. */
export async function serve() {
  const appPort = await freePort(Number(process.env.PORT ?? defaultPorts.app))
  const relayPort = await freePort(Number(process.env.RELAY_PORT ?? defaultPorts.relay))
  const relay = startRelay(relayPort)
  // However this process ends, it leaves no relay behind.
  process.once('exit', () => relay.kill('SIGTERM'))
  const root = join(repository, 'apps', 'stockroom')
  const app = await preview({ root, logLevel: 'warn', preview: { port: appPort, strictPort: true, host: '127.0.0.1' } })
  const stop = () => void app.close().finally(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)

  const health = `http://localhost:${relayPort}/healthz`
  await healthy(health, relay)
  relay.once('exit', (code) => {
    console.error(`The relay stopped with exit code ${code}; see ${logFile}`)
    process.exit(code ?? 1)
  })
  const query = relayPort === defaultPorts.relay ? '' : `?relay=ws://localhost:${relayPort}`
  console.log(`\nStockroom  http://localhost:${appPort}/${query}\nRelay      ${health}\n\nCtrl-C stops both.`)
}
