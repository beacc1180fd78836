// Packs every package as `pnpm publish` would and checks what a user would get: publint for the manifest, attw for the types.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './workspace/root.mjs'

/** Says nothing while all is well. */
function succeeds(program, args, cwd = root) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' })
  if (status !== 0) console.error(`${program} ${args.join(' ')}\n${stdout}${stderr}`)
  return status === 0
}

const folder = mkdtempSync(join(tmpdir(), 'torsor-pack-'))
let failed = 0
try {
  for (const name of readdirSync(join(root, 'packages'))) {
    const target = join(folder, name)
    if (!succeeds('pnpm', ['pack', '--pack-destination', target], join(root, 'packages', name))) {
      failed++
      continue
    }
    const [file] = readdirSync(target)
    const tarball = join(target, file)
    const checks = [
      succeeds('publint', ['run', tarball, '--strict']),
      succeeds('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-color']),
    ]
    const good = checks.every(Boolean)
    console.log(`${good ? 'good' : 'BAD '} ${file}`)
    if (!good) failed++
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(failed === 0 ? 0 : 1)
