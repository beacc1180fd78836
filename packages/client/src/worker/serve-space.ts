import { toErrorRecord } from '@torsor/core'
import type { Earlier, EngineEvent, EnginePort, WriteRequest } from '@torsor/replica/space'
import { asTorsorError } from '../channel/answer.js'
import type { Changed, FromEngine, ToEngine } from '../channel/stream.js'

/** The worker's end of one space's stream. */
export function serveSpace(
  engine: EnginePort,
  { face, earlier }: { readonly face: string; readonly earlier: Earlier },
  port: MessagePort,
  closed: () => void,
): void {
  let events: EngineEvent[] = []
  const send = (message: FromEngine): void => port.postMessage(message)

  const flush = (): void => {
    if (events.length > 0) send({ type: 'events', events: withoutBlocks(events, (rows) => send({ type: 'ahead', rows })) })
    events = []
  }
  const tell = (event: EngineEvent): void => {
    events.push(event)
    if (events.length === 1) queueMicrotask(flush)
  }

  const write = (request: WriteRequest): void => {
    try {
      engine.write(request)
    } catch (error) {
      // Uncaught it would end the worker, the page would send the write again, and so on for ever.
      tell({ type: 'rejected', number: request.number, error: toErrorRecord(asTorsorError(error)) })
    }
  }

  const close = async (): Promise<void> => {
    try {
      await engine.close()
    } catch (error) {
      tell({ type: 'error', error: toErrorRecord(asTorsorError(error)) })
    }
    flush()
    closed()
    // The page closes the port when it has read this.
    send({ type: 'closed' })
  }

  port.addEventListener('message', ({ data }: MessageEvent<ToEngine>) => {
    switch (data.type) {
      case 'writes':
        return data.numbers.forEach((number, index) =>
          write({
            face: data.face,
            number,
            intents: data.intents[index] ?? [],
            durability: data.strict.includes(number) ? 'strict' : 'relaxed',
          }),
        )
      case 'reauthenticate':
        return engine.reauthenticate()
      case 'close':
        return void close()
      default:
        data satisfies never
    }
  })
  engine.start(tell, face, earlier)
  port.start()
}

/** The events but for the beginning of the first change's rows, before its last block, which goes ahead block by block. */
function withoutBlocks(events: readonly EngineEvent[], ahead: (rows: Changed['rows']) => void): readonly EngineEvent[] {
  const at = events.findIndex((event) => event.type === 'changed')
  const first = events[at]
  if (first?.type !== 'changed') return events
  let { rows } = first
  const last = rows.findLast((patch) => 'ids' in patch)
  for (;;) {
    const next = rows.findIndex((patch) => 'ids' in patch)
    if (rows[next] === last) return events.with(at, { ...first, rows })
    ahead(rows.slice(0, next + 1))
    rows = rows.slice(next + 1)
  }
}
