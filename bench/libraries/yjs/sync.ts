import * as decoding from 'lib0/decoding'
import * as lib0 from 'lib0/encoding'
import { readSyncMessage, writeSyncStep1 } from 'y-protocols/sync'
import * as Y from 'yjs'
import type { Traffic } from '../../harness/traffic.js'
import type { Encoding } from './encoding.js'

/** Each of y-websocket's messages begins with its kind; 0 is the sync protocol of y-protocols. */
const syncKind = 0

interface Side {
  readonly doc: Y.Doc
  run<T>(work: () => T): T
  say(kind: string, bytes: number): void
}

/**
 * `asker` says its state vector, `answerer` sends what is missing there: steps 1 and 2 of the sync protocol. For v2 the
 * same two steps with the other update format; y-protocols itself speaks v1 alone.
 */
function fetchMissing(encoding: Encoding, asker: Side, answerer: Side): void {
  if (encoding.variant === 'v2') {
    const vector = asker.run(() => Y.encodeStateVector(asker.doc))
    asker.say('state vector', vector.length)
    const update = answerer.run(() => encoding.encode(answerer.doc, vector))
    answerer.say('update', update.length)
    return asker.run(() => encoding.apply(asker.doc, update))
  }
  const question = asker.run(() => {
    const encoder = lib0.createEncoder()
    lib0.writeVarUint(encoder, syncKind)
    writeSyncStep1(encoder, asker.doc)
    return lib0.toUint8Array(encoder)
  })
  asker.say('sync step 1', question.length)
  const answer = answerer.run(() => hear(question, answerer.doc))
  answerer.say('sync step 2', answer.length)
  asker.run(() => hear(answer, asker.doc))
}

function hear(message: Uint8Array, doc: Y.Doc): Uint8Array {
  const decoder = decoding.createDecoder(message)
  const encoder = lib0.createEncoder()
  lib0.writeVarUint(encoder, decoding.readVarUint(decoder))
  readSyncMessage(decoder, encoder, doc, null)
  return lib0.toUint8Array(encoder)
}

/** The hub gets what it lacks. */
export function push(encoding: Encoding, client: Y.Doc, hub: Y.Doc, traffic: Traffic): void {
  const { clientSide, hubSide } = sides(client, hub, traffic)
  fetchMissing(encoding, hubSide, clientSide)
}

/** The client gets what it lacks. */
export function pull(encoding: Encoding, client: Y.Doc, hub: Y.Doc, traffic: Traffic): void {
  const { clientSide, hubSide } = sides(client, hub, traffic)
  fetchMissing(encoding, clientSide, hubSide)
}

function sides(client: Y.Doc, hub: Y.Doc, traffic: Traffic): { clientSide: Side; hubSide: Side } {
  return {
    clientSide: { doc: client, run: (work) => traffic.onClient(work), say: (kind, bytes) => traffic.say('up', kind, bytes) },
    hubSide: { doc: hub, run: (work) => traffic.onHub(work), say: (kind, bytes) => traffic.say('down', kind, bytes) },
  }
}
