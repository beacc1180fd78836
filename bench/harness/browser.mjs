// pnpm bench browser: pages are served by Vite, and so is the program that opens them, as it is.
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

/** False where a bar is missed. */
export async function runBrowser() {
  const server = await createServer({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
    ssr: { resolve: { conditions: ['@torsor/source', 'node', 'import', 'module', 'default'] }, noExternal: [/^@torsor\//] },
  })
  try {
    const { report } = await server.ssrLoadModule('/bench/browser/report.ts')
    return await report()
  } finally {
    await server.close()
  }
}
