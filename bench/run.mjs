// pnpm bench <workload> …: bundles the harness and one program per library, from the packages' sources, and runs them.
// A real bundle, as an app has one: through a development server each imported name would be a property of an object.
import { readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { runBrowser } from './harness/browser.mjs'

const folder = dirname(fileURLToPath(import.meta.url))
const bundles = join(folder, '.cache')

const libraries = readdirSync(join(folder, 'libraries'), { withFileTypes: true }).filter((entry) => entry.isDirectory())

/** Packages with WebAssembly or native code find it beside their own files. */
const asInstalled = ['@automerge/automerge', 'loro-crdt', 'esbuild', 'pino', 'ws']

/** The relay's, which the benchmarks themselves do not depend on. */
const ofTheRelay = {
  name: 'of-the-relay',
  setup({ onResolve }) {
    onResolve({ filter: /^better-sqlite3$/ }, ({ importer, path }) => ({ path: createRequire(importer).resolve(path), external: true }))
  },
}

async function runInNode(words) {
  rmSync(bundles, { recursive: true, force: true })
  await build({
    entryPoints: {
      main: join(folder, 'harness', 'main.ts'),
      ...Object.fromEntries(libraries.map(({ name }) => [name, join(folder, 'libraries', name, 'main.ts')])),
      'torsor-relay': join(folder, 'libraries', 'torsor', 'relay-thread.ts'),
      'torsor-tap': join(folder, 'libraries', 'torsor', 'tap-thread.ts'),
    },
    outdir: bundles,
    // Aliases are looked up from here: json-joy is a dependency of the benchmarks, not of the workspace.
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    conditions: ['@torsor/source', 'module'],
    // json-joy's ES modules have no entry of their own; its CommonJS would look every import up at each use.
    alias: { 'json-joy/lib': 'json-joy/esm' },
    external: asInstalled,
    plugins: [ofTheRelay],
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
  })
  const { main } = await import(pathToFileURL(join(bundles, 'main.js')).href)
  return main(words, join(folder, 'results'))
}

const words = process.argv.slice(2)
try {
  const inNode = words[0] === 'browser' || (await runInNode(words))
  const inBrowser = !(words[0] === 'browser' || (words[0] === 'all' && words.length === 1)) || (await runBrowser())
  process.exitCode = inNode && inBrowser ? 0 : 1
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
