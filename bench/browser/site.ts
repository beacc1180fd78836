import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, preview } from 'vite'

export interface Site {
  readonly origin: string
  close(): Promise<void>
}

const root = fileURLToPath(new URL('pages', import.meta.url))
const outDir = fileURLToPath(new URL('../../node_modules/.cache/bench-browser', import.meta.url))

/** The pages as an app is built for production, from the packages' sources, and a server for them. */
export async function openSite(): Promise<Site> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    resolve: { conditions: ['@torsor/source', 'browser', 'import', 'module', 'default'] },
    worker: { format: 'es' },
    build: {
      target: 'es2023',
      outDir,
      emptyOutDir: true,
      // Names in profiles: BENCH_NAMES=1 keeps them.
      minify: process.env['BENCH_NAMES'] === undefined,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: [`${root}/torsor.html`, `${root}/yjs.html`] },
    },
  })
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, strictPort: false },
  })
  const address = server.httpServer.address()
  if (address === null || typeof address === 'string') throw new Error('The pages are not served.')
  return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() }
}
