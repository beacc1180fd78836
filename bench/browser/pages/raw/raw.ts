export interface RawQuery {
  readonly writes: number
  /** Say `commit()` instead of letting the browser find out that nothing follows. */
  readonly commit: boolean
}

/** One-row relaxed transactions of IndexedDB itself, one after the other, in a worker. Per second. */
export async function rawWrites(query: RawQuery): Promise<number> {
  const worker = new Worker(new URL('./raw.worker.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise<number>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<number>) => resolve(data))
      worker.addEventListener('error', (event) => reject(new Error(event.message)))
      worker.postMessage(query)
    })
  } finally {
    worker.terminate()
  }
}
