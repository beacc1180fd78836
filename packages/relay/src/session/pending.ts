import { packetHash } from '@torsor/protocol'
import type { OpenMessage, PacketKey } from '@torsor/protocol'
import type { Space } from '../space/index.js'

/**
 * Of the packets that wait at a client, those whose range is held with other bytes: a copy of the device froze it as
 * well, with other edits. They would pass for confirmed, and be lost. Of a range that came in other bounds nothing is known.
 */
export async function differing(space: Space, { own, pending }: OpenMessage): Promise<readonly PacketKey[]> {
  const found: PacketKey[] = []
  for (const { own: index, range, hash } of pending ?? []) {
    const id = own[index]
    if (id === undefined) continue
    const key = { id, ...range }
    if (space.folded.coverage(key) !== 'all') continue
    const held = await space.packets(key)
    if (held.length > 0 && !held.some((bytes) => packetHash(bytes) === hash)) found.push(key)
  }
  return found
}
