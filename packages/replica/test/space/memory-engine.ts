import { TorsorError, toErrorRecord, type AnySchema } from '@torsor/core'
import { applyChanges, createEdits, createView, overlayIntents, type Intent, type ViewChanges, type ViewState } from '@torsor/core/view'
import type { EngineEvent, EnginePort, StatusRecord, WriteRequest } from '@torsor/replica/space'

/** What survives a crash of the engine: the writes it had persisted, in order, and which faces they came from. */
export interface Disk {
  readonly writes: { readonly face: string; readonly number: number; readonly intents: readonly Intent[] }[]
}

export interface MemoryEngine {
  readonly port: EnginePort
  readonly received: readonly WriteRequest[]
  /** Applies what was received and tells it. */
  run(): void
  persist(): void
  /** Persists, and has a relay hold it. */
  sync(): void
  reject(number: number, message: string): void
  /** Somebody else's edit arrives. */
  remote(intents: readonly Intent[]): void
  ready(): void
  tell(event: EngineEvent): void
  readonly isClosed: boolean
}

export const idle: StatusRecord = {
  connection: { state: 'connected' },
  ready: true,
  lastSyncedAt: null,
  catchingUp: null,
  pending: { batches: 0, bytes: 0, oldestAt: null, refused: [] },
  durability: 'disk',
  storage: null,
  role: 'leader',
  verified: null,
}

/** An engine of one space whose every step is the test's: it applies each (face, number) once, remembers what it persisted, and tells what changed. */
export function createMemoryEngine(schema: AnySchema, disk: Disk = { writes: [] }): MemoryEngine {
  let listener: (event: EngineEvent) => void = () => undefined
  const received: WriteRequest[] = []
  const waiting: WriteRequest[] = []
  const unsaved: WriteRequest[] = []
  let through = 0
  let isClosed = false
  let read: ViewState = createView(schema)
  for (const write of disk.writes) read = overlayIntents(read, write.intents)
  const known = new Set(disk.writes.map(({ face, number }) => `${face} ${number}`))

  const changesOf = (intents: readonly Intent[]): ViewChanges => {
    const edits = createEdits(read)
    intents.forEach(edits.touch)
    return edits.changes()
  }
  const everything = (): ViewChanges => changesOf(disk.writes.flatMap((write) => write.intents))

  const persist = (): void => {
    disk.writes.push(...unsaved.splice(0))
    listener({ type: 'persisted', through })
  }

  return {
    received,
    get isClosed() {
      return isClosed
    },
    port: {
      start(next) {
        listener = next
        listener({ type: 'changed', through: 0, ...everything(), whole: true })
      },
      write(request) {
        received.push(request)
        waiting.push(request)
      },
      inspect: () => Promise.reject(new TorsorError('client-closed', 'not here')),
      reauthenticate: () => undefined,
      close() {
        isClosed = true
        return Promise.resolve()
      },
    },
    run() {
      const intents: Intent[] = []
      for (const write of waiting.splice(0)) {
        through = Math.max(through, write.number)
        if (known.has(`${write.face} ${write.number}`)) continue
        known.add(`${write.face} ${write.number}`)
        read = overlayIntents(read, write.intents)
        intents.push(...write.intents)
        unsaved.push(write)
      }
      listener({ type: 'changed', through, ...changesOf(intents) })
    },
    persist,
    sync() {
      // What a relay holds was on the disk before (rule 5).
      persist()
      const rows = everything().rows.map((patch) => ('ids' in patch ? patch : { ...patch, pending: false }))
      read = applyChanges(read, { whole: false, rows, words: [] })
      listener({ type: 'changed', whole: false, through, rows, words: [] })
      listener({ type: 'synced', through })
    },
    reject(number, message) {
      listener({ type: 'rejected', number, error: toErrorRecord(new TorsorError('packet-refused', message, { data: { number } })) })
    },
    remote(intents) {
      read = overlayIntents(read, intents)
      listener({ type: 'changed', through, ...changesOf(intents) })
    },
    ready: () => listener({ type: 'ready' }),
    tell: (event) => listener(event),
  }
}
