import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const packageFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/**
 * Makes a program out of sources, so that a test can run (and kill) a real process without building the workspace
 * first. It lands inside the package, where node finds its dependencies.
 */
export async function bundle(entry: string): Promise<string> {
  const folder = await mkdtemp(join(packageFolder, 'node_modules', '.test-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await build({
    configFile: false,
    root: packageFolder,
    logLevel: 'error',
    resolve: { conditions: ['@torsor/source', 'node', 'import', 'module', 'default'] },
    ssr: { noExternal: [/^@torsor\//], resolve: { conditions: ['@torsor/source', 'node', 'import', 'module', 'default'] } },
    build: {
      ssr: join(packageFolder, entry),
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'main.mjs' } },
    },
  })
  return join(folder, 'main.mjs')
}
