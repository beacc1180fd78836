export { decodeArchive, encodeArchive } from './format.js'
export type { ArchivedRow } from './format.js'
export { keepPending, readForArchive, writeFromArchive } from './storage.js'
