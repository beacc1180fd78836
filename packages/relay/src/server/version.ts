import { readFileSync } from 'node:fs'

/** Of this package, for `/healthz` and `--version`. */
export const relayVersion: string = readVersion()

function readVersion(): string {
  try {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
    const content: unknown = JSON.parse(text)
    return typeof content === 'object' && content !== null && 'version' in content ? String(content.version) : 'unknown'
  } catch {
    // Bundled into an app, without the file.
    return 'unknown'
  }
}
