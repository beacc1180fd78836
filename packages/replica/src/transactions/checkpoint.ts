import type { ReplicaStore } from '@torsor/store'
import type { Memory } from '../read/memory.js'
import { encodePages, pageCountFor } from '../reference/pages.js'
import { readReferenceMeta, type ReferenceMeta } from '../storage/layout.js'

/**
 * Folds the log into the dirty pages, in one transaction, from the reference in memory: on condition that memory
 * stands where the disk does. Returns whether it did. Other tabs need not hear of it: what they hold stays true.
 */
export async function checkpoint(
  store: ReplicaStore,
  memory: Memory,
  dirty: ReadonlySet<number>,
  pageBytes: number,
): Promise<{ pageBytes: number } | null> {
  return store.write('relaxed', async (writer) => {
    const reference = await readReferenceMeta(writer)
    if (reference.nonce === null || reference.nonce !== memory.place.nonce || reference.position !== memory.place.position) return null
    const pageCount = pageCountFor(pageBytes, reference.pageCount)
    const rewriteAll = pageCount !== reference.pageCount
    if (rewriteAll) writer.clear('pages')
    let written = 0
    for (const [bucket, page] of encodePages(memory.reference.delta, pageCount, rewriteAll ? null : dirty)) {
      if (page === null) writer.delete('pages', bucket)
      else {
        writer.put('pages', bucket, page)
        written += page.bytes.length
      }
    }
    writer.clear('log')
    writer.put('meta', 'reference', { ...reference, pageCount } satisfies ReferenceMeta)
    return { pageBytes: rewriteAll ? written : Math.max(pageBytes, written) }
  })
}
