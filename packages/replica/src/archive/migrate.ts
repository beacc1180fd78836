import { createMemoryStorage, type Migrations } from '@torsor/store'
import type { ArchivedRow } from './format.js'
import { readForArchive } from './storage.js'

/** One space's rows of an earlier version, as they would have been archived by who has these steps. */
export async function migrateArchive(
  rows: readonly ArchivedRow[],
  version: number,
  migrations: Migrations,
): Promise<readonly ArchivedRow[]> {
  const [first] = rows
  if (first === undefined || version > migrations.length) return rows
  const storage = createMemoryStorage()
  const before = await storage.open('', { migrations: migrations.slice(0, version - 1) })
  await before.write('relaxed', async (writer) => {
    for (const { room, key, value } of rows) writer.put(room, key, value)
  })
  return readForArchive(await storage.open('', { migrations }), first.space)
}
