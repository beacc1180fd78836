// `npm test`: everything, from a clone with nothing but Node and npm.
import { ensureBrowsers } from './workspace/browsers.mjs'
import { ensureInstalled, pnpm } from './workspace/pnpm.mjs'

try {
  await ensureInstalled()
  await ensureBrowsers()
} catch (error) {
  console.error(error.message)
  console.log('0 passed, 1 failed')
  process.exit(1)
}
process.exit(await pnpm(['run', '--silent', 'verify', ...process.argv.slice(2)]))
