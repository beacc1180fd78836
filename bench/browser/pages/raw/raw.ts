export interface RawQuery {
  readonly writes: number
  /** Each one asked for by the page, which waits for it: what an edit costs at least that a page makes and a worker stores. */
  readonly asked: boolean
  /** Say `commit()` instead of letting the browser find out that nothing follows. */
  readonly commit: boolean
}

/** One-row relaxed transactions of IndexedDB itself, one after the other, in a worker. Per second. */
export async function rawWrites(query: RawQuery): Promise<number> {
  const worker = new Worker(new URL('./raw.worker.ts', import.meta.url), { type: 'module' })
  const ask = (message: RawQuery | 'write'): Promise<number> =>
    new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<number>) => resolve(data), { once: true })
      worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true })
      worker.postMessage(message)
    })
  try {
    const perSecond = await ask(query)
    if (!query.asked) return perSecond
    const start = performance.now()
    for (let n = 0; n < query.writes; n++) await ask('write')
    return (query.writes / (performance.now() - start)) * 1_000
  } finally {
    worker.terminate()
  }
}
