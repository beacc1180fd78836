/** A worker, or the global scope of one. */
export interface Endpoint {
  postMessage(message: unknown, transfer?: Transferable[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
}

type Methods = Readonly<Record<string, (...parameters: never[]) => unknown>>

type Message =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly parameters: readonly unknown[] }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }

/**
 * Calls of methods across a thread boundary, both ways over one endpoint. Ports among the parameters are handed over.
 * Methods answer with data and never throw (`Answer`); a call to an end that is gone is never answered.
 */
export function connectCalls<Theirs>(endpoint: Endpoint, methods: Methods): Theirs {
  const waiting = new Map<number, (value: unknown) => void>()
  let lastId = 0
  const send = (message: Message, transfer: Transferable[] = []): void => endpoint.postMessage(message, transfer)

  const serve = async (id: number, method: string, parameters: readonly unknown[]): Promise<void> => {
    send({ type: 'answer', id, value: await methods[method]?.(...(parameters as never[])) })
  }

  endpoint.addEventListener('message', ({ data }) => {
    const message = data as Message
    if (message.type === 'call') return void serve(message.id, message.method, message.parameters)
    waiting.get(message.id)?.(message.value)
    waiting.delete(message.id)
  })

  const call = (method: string, parameters: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve) => {
      const id = ++lastId
      waiting.set(id, resolve)
      send(
        { type: 'call', id, method, parameters },
        parameters.filter((parameter) => parameter instanceof MessagePort),
      )
    })
  const theirs = new Proxy(
    {},
    {
      get:
        (_, method) =>
        (...parameters: unknown[]) =>
          call(String(method), parameters),
    },
  )
  return theirs as Theirs
}
