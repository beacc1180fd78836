import type { ReplicaStore } from '@torsor/store'
import type { Memory } from '../read/memory.js'
import type { DirtyPages } from '../reference/dirty-pages.js'
import { encodePages } from '../reference/pages.js'
import { sweepJournal } from '../storage/journal.js'
import { readReferenceMeta, type ReferenceMeta } from '../storage/layout.js'

/**
 * Folds the log into the dirty pages, in one transaction, from the reference in memory: on condition that memory
 * stands where the disk does. Null: it does not. Other tabs need not hear of it: what they hold stays true, but for
 * the count of the pages, and who finds another one than its own on the disk rewrites them all.
 */
export async function checkpoint(store: ReplicaStore, memory: Memory, dirty: DirtyPages): Promise<DirtyPages | null> {
  return store.write('relaxed', async (writer) => {
    const reference = await readReferenceMeta(writer)
    if (reference.nonce === null || reference.nonce !== memory.place.nonce || reference.position !== memory.place.position) return null
    const pageCount = dirty.suitingCount(reference.pageCount)
    const rewriteAll = pageCount !== reference.pageCount || pageCount !== dirty.pageCount
    if (rewriteAll) writer.clear('pages')
    const written = new Map<number, number>()
    for (const [bucket, page] of encodePages(memory.reference.delta, pageCount, rewriteAll ? null : dirty.buckets)) {
      written.set(bucket, page?.bytes.length ?? 0)
      if (page === null) writer.delete('pages', bucket)
      else writer.put('pages', bucket, page)
    }
    writer.clear('log')
    await sweepJournal(writer)
    writer.put('meta', 'reference', { ...reference, pageCount } satisfies ReferenceMeta)
    return dirty.cleaned(pageCount, written)
  })
}
