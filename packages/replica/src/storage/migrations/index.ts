import type { Migrations } from '@torsor/store'

/**
 * Every step there was, in order: what is stored in another shape than before takes one, in a file of its own beside this
 * one, which is never changed again. Rows in an archive take the same steps, without what belongs to one device alone.
 */
export const migrations: Migrations = []

/** Of what lies in a storage, of an archive's rows, and of what tabs tell each other of them. */
export const storageVersion: number = migrations.length + 1
