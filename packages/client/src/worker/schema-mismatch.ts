import { TorsorError, type AnySchema } from '@torsor/core'
import type { ConnectRequest } from '../channel/api.js'

/** An old worker file from a cache, or two schema modules: the error says what differs. Null where nothing does. */
export function schemaMismatch(
  schema: AnySchema,
  page: Pick<ConnectRequest, 'fingerprint' | 'description'>,
): TorsorError<'schema-mismatch'> | null {
  if (page.fingerprint === schema.fingerprint) return null
  const ours = new Set(schema.layout.description)
  const theirs = new Set(page.description)
  const onlyPage = page.description.filter((line) => !ours.has(line))
  const onlyWorker = schema.layout.description.filter((line) => !theirs.has(line))
  const list = (lines: readonly string[]): string => (lines.length === 0 ? 'nothing' : lines.join(', '))
  return new TorsorError(
    'schema-mismatch',
    `Page and worker were built from different schemas. Only the page has: ${list(onlyPage)}. Only the worker has: ${list(onlyWorker)}. Build both from one schema module and reload.`,
    { data: { onlyPage, onlyWorker } },
  )
}
