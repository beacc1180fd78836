import type Database from 'better-sqlite3'
import { links } from './0002-links.js'

/** Rewrites what one version of the file held into what the next one holds, in a transaction that takes the version up with it. */
export type LogMigration = (database: Database.Database) => void

/**
 * Every step there was, in order: the first brings version 1 to version 2. What is stored in another shape than before
 * takes one, in a file of its own beside this one, which is never changed again.
 */
export const logMigrations: readonly LogMigration[] = [links]
