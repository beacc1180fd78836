import type { EngineEvent, WriteRequest } from '@torsor/replica/space'
import type { FromEngine, ToEngine } from '../channel/stream.js'

/** The page's end of one space's stream. */
export interface SpaceStream {
  write(request: WriteRequest): void
  reauthenticate(): void
  /** Everything written before goes first. Resolves with the last message of the other end. */
  close(): Promise<void>
  /** The other end is gone. */
  abandon(): void
}

export function createSpaceStream(port: MessagePort, tell: (events: readonly EngineEvent[]) => void): SpaceStream {
  let writes: WriteRequest[] = []
  let finish: () => void = () => undefined
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const send = (message: ToEngine): void => port.postMessage(message)

  const flush = (): void => {
    if (writes.length === 0) return
    send({ type: 'writes', writes })
    writes = []
  }
  const end = (): void => {
    port.close()
    finish()
  }

  port.addEventListener('message', ({ data }: MessageEvent<FromEngine>) => {
    if (data.type === 'events') tell(data.events)
    else end()
  })
  port.start()

  return {
    write(request) {
      writes.push(request)
      // One message for all the writes of a task: an import of thousands is not thousands of messages.
      if (writes.length === 1) queueMicrotask(flush)
    },
    reauthenticate() {
      send({ type: 'reauthenticate' })
    },
    close() {
      flush()
      send({ type: 'close' })
      return finished
    },
    abandon: end,
  }
}
