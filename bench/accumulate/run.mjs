// pnpm abench [count] [seed]: accumulates 64-bit deltas in banks, merges the banks in every order, and says whether all came to the same.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildBundles } from './build.mjs'

const folder = await buildBundles()
try {
  const { run } = await import(pathToFileURL(join(folder, 'node-main.js')).href)
  process.exitCode = await run(process.argv.slice(2), {
    bank: pathToFileURL(join(folder, 'node-bank.js')),
    inBrowsers: async (options) => {
      const { runInBrowsers } = await import('./browsers.mjs')
      return runInBrowsers(folder, options)
    },
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
