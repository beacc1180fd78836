#!/usr/bin/env node
import { TorsorError } from '@torsor/core'
import { relayVersion } from '../server/version.js'
import { parseCommand, usage, UsageError } from './arguments.js'
import { inspect } from './inspect.js'
import { serve } from './serve.js'

async function run(words: readonly string[]): Promise<void> {
  const command = parseCommand(words)
  switch (command.type) {
    case 'help':
      process.stdout.write(usage)
      return
    case 'version':
      console.log(relayVersion)
      return
    case 'inspect':
      console.log(JSON.stringify(await inspect(command)))
      return
    case 'serve':
      await serve(command)
  }
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) console.error(`torsor-relay: ${error.message}\n\n${usage}`)
  else if (error instanceof TorsorError) console.error(`torsor-relay: ${error.code}: ${error.message}`)
  else if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    console.error('torsor-relay: the port is taken; give another one with --port.')
  else console.error('torsor-relay:', error)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
