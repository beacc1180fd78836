import { VersionVector, type LoroDoc } from 'loro-crdt'
import type { Traffic } from '../../harness/traffic.js'

interface Side {
  readonly doc: LoroDoc
  run<T>(work: () => T): T
  say(kind: string, bytes: number): void
}

/** Loro's way to sync: one end says its version vector, the other exports the updates since. */
function fetchMissing(asker: Side, answerer: Side): void {
  const version = asker.run(() => asker.doc.oplogVersion().encode())
  asker.say('version vector', version.length)
  const update = answerer.run(() => answerer.doc.export({ mode: 'update', from: VersionVector.decode(version) }))
  answerer.say('update', update.length)
  asker.run(() => asker.doc.import(update))
}

/** The hub gets what it lacks. */
export function push(client: LoroDoc, hub: LoroDoc, traffic: Traffic): void {
  const { clientSide, hubSide } = sides(client, hub, traffic)
  fetchMissing(hubSide, clientSide)
}

/** The client gets what it lacks. */
export function pull(client: LoroDoc, hub: LoroDoc, traffic: Traffic): void {
  const { clientSide, hubSide } = sides(client, hub, traffic)
  fetchMissing(clientSide, hubSide)
}

function sides(client: LoroDoc, hub: LoroDoc, traffic: Traffic): { clientSide: Side; hubSide: Side } {
  return {
    clientSide: { doc: client, run: (work) => traffic.onClient(work), say: (kind, bytes) => traffic.say('up', kind, bytes) },
    hubSide: { doc: hub, run: (work) => traffic.onHub(work), say: (kind, bytes) => traffic.say('down', kind, bytes) },
  }
}
