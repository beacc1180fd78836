import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Where the apps are built for these tests: not into their own `dist`, which belongs to whoever runs them. */
export const built = {
  stockroom: join(root, 'node_modules', '.cache', 'e2e', 'stockroom'),
  fixture: join(root, 'node_modules', '.cache', 'e2e', 'fixture'),
} as const

export type AppName = keyof typeof built

export const sources: Readonly<Record<AppName, string>> = {
  stockroom: join(root, 'apps', 'stockroom'),
  fixture: join(root, 'e2e', 'fixture'),
}

export const relayMain: string = join(root, 'packages', 'relay', 'dist', 'cli', 'main.js')
