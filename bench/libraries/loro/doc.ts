import { LoroDoc } from 'loro-crdt'
import { createRandom } from '../../harness/random.js'

/** Peer ids are random 64-bit numbers, as Loro makes them, but seeded. */
export function createDoc(client: number): LoroDoc {
  const doc = new LoroDoc()
  doc.setPeerId(createRandom(0x1060 + client).uint64())
  return doc
}

/** Commits what `transaction` writes, and returns the update that Loro hands to whoever sends it to peers. */
export function updateOf(doc: LoroDoc, transaction: () => void): Uint8Array {
  let sent: Uint8Array | undefined
  const stop = doc.subscribeLocalUpdates((update) => {
    sent = update
  })
  transaction()
  doc.commit()
  stop()
  if (sent === undefined) throw new Error('A commit without an update.')
  return sent
}
