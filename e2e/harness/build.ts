import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'vite'
import { built, root, sources, type AppName } from './paths.js'

/** Once before all specs: the packages as they are published, and both apps on top of them. */
export default async function buildAll(): Promise<void> {
  if (process.env['E2E_BUILT'] === '1') return
  await compilePackages()
  for (const app of Object.keys(sources) as AppName[]) {
    await build({ root: sources[app], logLevel: 'warn', build: { outDir: built[app], emptyOutDir: true } })
  }
}

async function compilePackages(): Promise<void> {
  const compiler = spawn(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', 'tsconfig.packages.json'], {
    cwd: root,
    stdio: 'inherit',
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    compiler.once('error', reject)
    compiler.once('exit', resolve)
  })
  if (code !== 0) throw new Error('The packages do not compile.')
}
