import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'
import { run } from './run.mjs'

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/**
 * npm is all that a fresh machine has. `npm exec` fetches the pinned pnpm once and puts it on PATH, so nested scripts may
 * say `pnpm` too.
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function pnpm(args, options) {
  return run('npm', ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', ...args], {
    shell: process.platform === 'win32',
    ...options,
  })
}

/** pnpm keeps a copy of the lock file it last installed; a stray `npm install` removes that copy, so this sees it too. */
function installed() {
  const wanted = join(root, 'pnpm-lock.yaml')
  const present = join(root, 'node_modules', '.pnpm', 'lock.yaml')
  return existsSync(present) && readFileSync(wanted, 'utf8') === readFileSync(present, 'utf8')
}

/** Installs what the lock file says, unless that is what is there. */
export async function ensureInstalled() {
  if (installed()) return
  console.log('Installing dependencies…')
  // CI=true: pnpm may replace a node_modules folder that another tool made, without asking.
  const code = await pnpm(['install', '--frozen-lockfile'], { env: { ...process.env, CI: 'true' } })
  if (code !== 0) throw new Error(`pnpm install failed with exit code ${code}`)
}
