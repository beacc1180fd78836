export { decodeArchive, encodeArchive } from './format.js'
export type { ArchivedRow } from './format.js'
export { migrateArchive } from './migrate.js'
export { keepPending, readForArchive, writeFromArchive } from './storage.js'
