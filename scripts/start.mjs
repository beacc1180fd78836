// `npm start`: the stockroom and its relay, from a clone with nothing but Node and npm.
import { ensureInstalled, pnpm } from './workspace/pnpm.mjs'

try {
  await ensureInstalled()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
const built = await pnpm(['run', '--silent', 'build'])
if (built !== 0) {
  console.error('The build failed; nothing was started.')
  process.exit(built)
}
// Only now: what follows imports installed packages.
const { serve } = await import('./workspace/serve.mjs')
await serve().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
