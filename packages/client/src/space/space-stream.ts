import type { EngineEvent, WriteRequest } from '@torsor/replica/space'
import type { Changed, FromEngine, ToEngine } from '../channel/stream.js'

/** Writes in one message. */
const MOST_WRITES = 256

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
  /** Nothing was written in this task. */
  let isIdle = true
  let ahead: Changed['rows'] = []
  let finish: () => void = () => undefined
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const send = (message: ToEngine): void => port.postMessage(message)

  const flush = (): void => {
    const [first] = writes
    if (first === undefined) return
    send({
      type: 'writes',
      face: first.face,
      numbers: writes.map(({ number }) => number),
      intents: writes.map(({ intents }) => intents),
      strict: writes.filter(({ durability }) => durability === 'strict').map(({ number }) => number),
    })
    writes = []
  }
  const end = (): void => {
    port.close()
    finish()
  }

  port.addEventListener('message', ({ data }: MessageEvent<FromEngine>) => {
    if (data.type === 'ahead') ahead = [...ahead, ...data.rows]
    else if (data.type === 'closed') end()
    else {
      const first = data.events.find((event) => event.type === 'changed')
      tell(data.events.map((event) => (event === first ? { ...first, rows: [...ahead, ...first.rows] } : event)))
      ahead = []
    }
  })
  port.start()

  return {
    write(request) {
      writes.push(request)
      // The first goes at once, while this task shows it. An import of thousands is not thousands of messages; nor is it
      // one, for which the worker would have to wait.
      if (isIdle) flush()
      else if (writes.length === 1) queueMicrotask(flush)
      else if (writes.length === MOST_WRITES) flush()
      if (!isIdle) return
      isIdle = false
      queueMicrotask(() => {
        isIdle = true
      })
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
