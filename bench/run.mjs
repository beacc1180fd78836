// pnpm bench <workload>: loads the workload's TypeScript, and the packages' sources, as they are.
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const workloads = { tick: '/bench/tick/report.ts', browser: '/bench/browser/report.ts' }

const [name = ''] = process.argv.slice(2)
if (!Object.hasOwn(workloads, name)) {
  console.error(`Which workload? One of: ${Object.keys(workloads).join(', ')}`)
  process.exit(1)
}

const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
  ssr: { resolve: { conditions: ['@torsor/source', 'node', 'import', 'module', 'default'] }, noExternal: [/^@torsor\//] },
})
try {
  const { report } = await server.ssrLoadModule(workloads[name])
  process.exitCode = (await report()) ? 0 : 1
} finally {
  await server.close()
}
