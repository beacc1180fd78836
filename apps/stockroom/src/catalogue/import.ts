import type { useMutate } from '../replica/replica'
import type { CatalogueRow } from './row'

/** Large enough that a catalogue takes seconds, small enough that the page stays responsive. */
const rowsPerBatch = 150

export interface ImportProgress {
  readonly done: number
  readonly total: number
}

interface Options {
  readonly mutate: ReturnType<typeof useMutate>
  readonly onProgress: (progress: ImportProgress) => void
  readonly signal: AbortSignal
}

/**
 * Every row says what its item *is*, under the SKU as its id: two devices may import the same file, offline, and the
 * stockroom holds each item once. What is done when it is cancelled stays; importing again goes on from there.
 */
export async function importCatalogue(rows: readonly CatalogueRow[], { mutate, onProgress, signal }: Options): Promise<void> {
  for (let done = 0; done < rows.length; done += rowsPerBatch) {
    if (signal.aborted) return
    onProgress({ done, total: rows.length })
    const batch = rows.slice(done, done + rowsPerBatch)
    const receipt = mutate((m) => {
      for (const { sku, counted, ...init } of batch) {
        m.items.upsert(sku, init)
        if (counted !== undefined) m.items.update(sku, { counted, lastCounted: Date.now() })
      }
    })
    // Progress means kept on this device, so that closing the tab now loses nothing that the bar has shown.
    await receipt.persisted
  }
  onProgress({ done: rows.length, total: rows.length })
}
