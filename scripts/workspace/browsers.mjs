import { existsSync } from 'node:fs'
import { run } from './run.mjs'
import { pnpm } from './pnpm.mjs'

const debian = { chromium: '/usr/bin/chromium', firefox: '/usr/bin/firefox-esr' }

const webKitDriver = '/usr/bin/WebKitWebDriver'

/** WebKitGTK, which only Debian's packages bring along with its driver. */
export function hasWebKit() {
  return existsSync(webKitDriver) && (process.env['DISPLAY'] !== undefined || existsSync('/usr/bin/xvfb-run'))
}

async function playwrightHas(name) {
  const playwright = await import('playwright')
  return existsSync(playwright[name].executablePath())
}

async function missing() {
  const names = []
  for (const name of Object.keys(debian)) {
    if (!existsSync(debian[name]) && !(await playwrightHas(name))) names.push(name)
  }
  return names
}

function installWithApt() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const packages = ['chromium', 'firefox-esr', 'webkit2gtk-driver', 'xvfb', 'xauth']
  return run('sh', ['-c', `apt-get update -q && apt-get install -y -q --no-install-recommends ${packages.join(' ')}`], { env })
}

/** The tests run in a real Chromium and a real Firefox: the system's own, or those which Playwright downloads; and in WebKitGTK where Debian is. */
export async function ensureBrowsers() {
  const apt = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if ((await missing()).length === 0 && (hasWebKit() || !apt)) return
  console.log(`Installing browsers with ${apt ? 'apt-get' : 'playwright install'}…`)
  if (apt) await installWithApt()
  const still = await missing()
  if (still.length > 0) await pnpm(['exec', 'playwright', 'install', ...still])
  const absent = await missing()
  if (absent.length === 0) return
  throw new Error(
    `No ${absent.join(' and no ')} found. Install them (Debian: apt-get install chromium firefox-esr; ` +
      `elsewhere: npx playwright install chromium firefox) and run npm test again.`,
  )
}
