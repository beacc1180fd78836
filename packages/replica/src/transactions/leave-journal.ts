import type { StoreWriter } from '@torsor/store'
import { readIdentity, type FaceMeta, type Identity } from '../storage/layout.js'
import type { OutboxRow } from '../storage/rows.js'

/** Notes what the journal does not tell any more of batches that leave it: whose writes they hold, and the next number. */
export async function leaveJournal(writer: StoreWriter, { id, to, writes, at }: OutboxRow): Promise<void> {
  for (const [face, , last] of writes) {
    const noted = (await writer.get('meta', ['face', face])) as FaceMeta | undefined
    writer.put('meta', ['face', face], { number: Math.max(noted?.number ?? 0, last), at } satisfies FaceMeta)
  }
  const identity = await readIdentity(writer)
  if (identity.id === id && identity.next <= to) writer.put('meta', 'identity', { ...identity, next: to + 1 } satisfies Identity)
}
