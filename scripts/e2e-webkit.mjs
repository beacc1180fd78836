// `pnpm e2e:webkit`: the specs about convergence in WebKitGTK, through its own driver.
import { hasWebKit } from './workspace/browsers.mjs'
import { run } from './workspace/run.mjs'

if (!hasWebKit()) {
  console.error('WebKitGTK is not installed. On Debian: apt-get install webkit2gtk-driver xvfb xauth')
  process.exit(1)
}
const playwright = ['playwright', 'test', '--config', 'playwright.webkit.config.ts', ...process.argv.slice(2)]
const [program, ...args] = process.env['DISPLAY'] === undefined ? ['xvfb-run', '-a', ...playwright] : playwright
process.exit(await run(program, args))
