/**
 * The world as a relay sees it: everything that is not a pure function comes in through these. A Node process and a
 * simulated world each hand in their own.
 */
export interface RelayWorld {
  /** Ms since the Unix epoch. */
  now(): number
  /** Cryptographically good random bytes, for nonces. */
  random(length: number): Uint8Array
  /** Calls back once after `ms`; the returned function cancels. Nothing that waits keeps a process alive. */
  after(ms: number, callback: () => void): () => void
  /** Calls back once everything that is under way in this turn of the event loop is done; the returned function cancels. */
  turn(callback: () => void): () => void
}

/** One WebSocket, upgraded. What it tells goes to the handlers that it was accepted with. */
export interface RelaySocket {
  /** Below the WebSocket, so that a large frame on a slow line is heard. */
  readonly bytesRead: number
  /** What was sent and is still in this process. */
  readonly bufferedAmount: number
  readonly isOpen: boolean
  readonly isPaused: boolean
  /** `written` is called when the frame has left this process, or will never. */
  send(frame: Uint8Array, written: () => void): void
  pause(): void
  resume(): void
  close(code: number, reason: string): void
  /** Cuts it, without a word. */
  terminate(): void
}

export interface RelaySocketHandlers {
  /** Bytes came in, of whatever frame. */
  read(): void
  /** A whole message; null: one that is not binary. */
  message(data: Uint8Array | null): void
  failed(error: Error): void
  /** Called once. */
  closed(): void
}

/** Tells the handlers from now on. */
export type AcceptSocket = (handlers: RelaySocketHandlers) => RelaySocket

/** A connection to a relay that this one follows. */
export interface LinkSocket {
  send(frame: Uint8Array): void
  close(): void
}

export interface LinkSocketHandlers {
  open(): void
  /** A whole message; null: one that is not binary. */
  message(data: Uint8Array | null): void
  /** Called once, however it ends. */
  closed(): void
}

/** Begins to connect. */
export type ConnectLink = (url: string, handlers: LinkSocketHandlers) => LinkSocket
