import { storageFailure } from '../failure.js'
import type { OpenOptions } from '../port.js'

/** The part of `indexedDB` that is used. */
export type IndexedDbFactory = Pick<IDBFactory, 'open' | 'deleteDatabase'>

/** Calls back after so many ms, unless the returned function is called first. */
export type Schedule = (callback: () => void, milliseconds: number) => () => void

export interface IndexedDbOptions extends OpenOptions {
  /** `indexedDB` of the page or worker by default. Its classes (`IDBRequest`, …) must be global, as they are there. */
  readonly factory?: IndexedDbFactory
  /** How long the browser may take to open or delete, in ms, before that fails with reason `blocked`. 10,000. */
  readonly blockedAfter?: number
  readonly schedule?: Schedule
  /** Names one creation of the storage; unique. `crypto.randomUUID` by default. */
  readonly incarnation?: () => string
}

export interface Environment extends OpenOptions {
  readonly factory: IndexedDbFactory
  readonly blockedAfter: number
  readonly schedule: Schedule
  readonly incarnation: () => string
}

export function environmentOf(storage: string, options: IndexedDbOptions): Environment {
  const factory = options.factory ?? globalThis.indexedDB
  // Node has none, and typings say otherwise.
  if (typeof factory !== 'object') throw storageFailure('unavailable', storage, 'there is no IndexedDB here')
  return {
    ...options,
    factory,
    blockedAfter: options.blockedAfter ?? 10_000,
    schedule: options.schedule ?? scheduleTimeout,
    incarnation: options.incarnation ?? (() => crypto.randomUUID()),
  }
}

const scheduleTimeout: Schedule = (callback, milliseconds) => {
  const timer = setTimeout(callback, milliseconds)
  return () => {
    clearTimeout(timer)
  }
}
