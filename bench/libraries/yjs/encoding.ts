import * as Y from 'yjs'

/** The two formats of Yjs updates. Documents are the same; what is sent and stored is not. */
export interface Encoding {
  readonly variant: 'v1' | 'v2'
  encode(doc: Y.Doc, stateVector?: Uint8Array): Uint8Array
  apply(doc: Y.Doc, update: Uint8Array): void
  /** Runs a transaction and returns the update that its event hands to providers. */
  updateOf(doc: Y.Doc, transaction: () => void): Uint8Array
}

function updateOf(event: 'update' | 'updateV2'): Encoding['updateOf'] {
  return (doc, transaction) => {
    let sent: Uint8Array | undefined
    const listen = (update: Uint8Array): void => {
      sent = update
    }
    doc.on(event, listen)
    doc.transact(transaction)
    doc.off(event, listen)
    if (sent === undefined) throw new Error('A transaction without an update.')
    return sent
  }
}

const v1: Encoding = {
  variant: 'v1',
  encode: (doc, stateVector) => Y.encodeStateAsUpdate(doc, stateVector),
  apply: (doc, update) => Y.applyUpdate(doc, update),
  updateOf: updateOf('update'),
}

const v2: Encoding = {
  variant: 'v2',
  encode: (doc, stateVector) => Y.encodeStateAsUpdateV2(doc, stateVector),
  apply: (doc, update) => Y.applyUpdateV2(doc, update),
  updateOf: updateOf('updateV2'),
}

export const encodings: readonly Encoding[] = [v1, v2]

/** Client ids are random 32-bit numbers, as Yjs makes them, but seeded: a small one would be a shorter one. */
export function createDoc(client: number): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = Math.imul(client + 1, 0x9e3779b1) >>> 0
  return doc
}
