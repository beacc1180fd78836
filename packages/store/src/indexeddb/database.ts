import { TorsorError } from '@torsor/core'
import { erasedFailure, storageFailure } from '../failure.js'
import { migrate, versionOf } from '../migrations.js'
import { storeNames } from '../port.js'
import type { Environment } from './environment.js'
import { failureOf } from './failure.js'
import { runInside } from './run.js'

/**
 * An empty object store whose name carries a random id, one per creation of the database: readable from
 * `objectStoreNames` without a transaction. A handle that reconnects tells by it whether the storage is still the one
 * it had, or one that was made anew after an erasure.
 */
const incarnationPrefix = 'incarnation '

export function incarnationOf(database: IDBDatabase): string {
  return [...database.objectStoreNames].find((name) => name.startsWith(incarnationPrefix)) ?? ''
}

/**
 * Opens, and creates when `expected` is null. Otherwise the database must be the one created as `expected`; where it
 * is gone, or another has taken its place, fails with reason `erased`.
 */
export async function openDatabase(name: string, expected: string | null, environment: Environment): Promise<IDBDatabase> {
  const database = await requestDatabase(name, expected, environment)
  if (expected === null || incarnationOf(database) === expected) return database
  database.close()
  throw erasedFailure(name)
}

/** Resolves when the database is gone. Other connections are told by `versionchange` and have to let go first. */
export async function deleteDatabase(name: string, environment: Environment): Promise<void> {
  try {
    await answer(name, environment.factory.deleteDatabase(name), environment, () => undefined)
  } catch (error) {
    throw error instanceof TorsorError ? error : failureOf(name, error)
  }
}

/**
 * Chromium deletes a LevelDB that fails a checksum, with all databases of the origin, and says so to the first that is
 * opened afterwards. No other browser says anything.
 */
interface ChromiumUpgradeEvent extends IDBVersionChangeEvent {
  readonly dataLoss?: 'none' | 'total'
  readonly dataLossMessage?: string
}

async function requestDatabase(name: string, expected: string | null, environment: Environment): Promise<IDBDatabase> {
  let gone = false
  let failed: { readonly error: unknown } | null = null
  try {
    const request = environment.factory.open(name, versionOf(environment))
    request.addEventListener('upgradeneeded', (event) => {
      const { transaction } = request
      const { oldVersion, dataLoss, dataLossMessage = '' }: ChromiumUpgradeEvent = event
      if (dataLoss === 'total') environment.lost?.(storageFailure('lost', name, `the browser deleted it: ${dataLossMessage}`))
      gone = expected !== null
      if (gone || transaction === null) return transaction?.abort()
      if (oldVersion === 0) return createStores(request.result, environment)
      const { migrations = [] } = environment
      runInside(name, transaction, (writer) => migrate(writer, migrations, oldVersion)).catch((error: unknown) => {
        failed = { error }
      })
    })
    // Whoever asked has given up by then; a connection that nobody closes would block others.
    await answer(name, request, environment, () => request.result.close())
    return request.result
  } catch (error) {
    if (gone) throw erasedFailure(name)
    // Why the step failed says more than that its transaction was aborted.
    if (failed !== null) throw (failed as { readonly error: unknown }).error
    throw error instanceof TorsorError ? error : failureOf(name, error)
  }
}

function createStores(database: IDBDatabase, environment: Environment): void {
  for (const name of storeNames) database.createObjectStore(name, { autoIncrement: name === 'journal' })
  database.createObjectStore(incarnationPrefix + environment.incarnation())
}

/**
 * Resolves when the request has succeeded; fails with reason `blocked` when no answer comes in time. The `blocked`
 * event would not do: it is not fired for an open that queues behind somebody's deletion, it is fired where the others
 * are just about to let go, and WebKit has left opens unanswered without any event.
 */
function answer(name: string, request: IDBOpenDBRequest, environment: Environment, tooLate: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let late = false
    const cancel = environment.schedule(() => {
      late = true
      reject(storageFailure('blocked', name, 'the browser does not answer; another tab may hold it open'))
    }, environment.blockedAfter)
    request.addEventListener('success', () => {
      cancel()
      if (late) tooLate()
      else resolve()
    })
    request.addEventListener('error', () => {
      cancel()
      reject(request.error ?? new DOMException('The browser gave no reason.', 'UnknownError'))
    })
  })
}
