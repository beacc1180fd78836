import type { RawQuery } from './raw.js'

const WARM_UP = 50

/** About what an edit of one field is. */
const row = (n: number): object => ({ n, at: Date.now(), bytes: new Uint8Array(48).fill(n & 0xff) })

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('raw', 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('rows'))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB did not open.')))
  })
}

function write(database: IDBDatabase, n: number, commit: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' })
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('IndexedDB aborted.')))
    transaction.objectStore('rows').put(row(n), n)
    if (commit) transaction.commit()
  })
}

async function measure(database: IDBDatabase, { writes, commit, asked }: RawQuery): Promise<number> {
  for (let n = 0; n < WARM_UP; n++) await write(database, n, commit)
  if (asked) return 0
  const start = performance.now()
  for (let n = 0; n < writes; n++) await write(database, n, commit)
  const elapsed = performance.now() - start
  database.close()
  return (writes / elapsed) * 1_000
}

let database: IDBDatabase | null = null
let written = WARM_UP

addEventListener('message', ({ data }: MessageEvent<RawQuery | 'write'>) => {
  const answer = async (): Promise<number> => {
    database ??= await open()
    if (data !== 'write') return measure(database, data)
    await write(database, written++, true)
    return written
  }
  void answer().then((value) => postMessage(value))
})
