import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url))

/**
 * Bundles what runs, from the packages' sources, into a folder of this run alone, and returns that. Vite's own server would wrap each
 * import in a getter, and hot loops would measure that.
 */
export async function buildBundles() {
  mkdirSync(cache, { recursive: true })
  const outDir = mkdtempSync(join(cache, 'abench-'))
  await build({
    root: here,
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['@torsor/source', 'module', 'import', 'default'] },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2023',
      minify: false,
      lib: {
        formats: ['es'],
        entry: {
          'node-main': join(here, 'node/main.ts'),
          'node-bank': join(here, 'node/bank.ts'),
          'browser-main': join(here, 'browser/main.ts'),
          'browser-bank': join(here, 'browser/bank.ts'),
        },
      },
      rollupOptions: { external: [/^node:/] },
    },
  })
  return outDir
}
