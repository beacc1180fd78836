// Packs every package as `pnpm publish` would and checks what a user would get: publint for the manifest, attw for the types.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './workspace/root.mjs'
import { run } from './workspace/run.mjs'

const folder = mkdtempSync(join(tmpdir(), 'torsor-pack-'))
let failed = 0
try {
  for (const name of readdirSync(join(root, 'packages'))) {
    const cwd = join(root, 'packages', name)
    const target = join(folder, name)
    const packed = await run('pnpm', ['pack', '--pack-destination', target], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
    if (packed !== 0) {
      failed++
      continue
    }
    const [file] = readdirSync(target)
    const tarball = join(target, file)
    console.log(`\n${file}`)
    const codes = [
      await run('publint', ['run', tarball, '--strict']),
      await run('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii']),
    ]
    failed += codes.filter((code) => code !== 0).length
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(failed === 0 ? 0 : 1)
