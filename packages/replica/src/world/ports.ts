/**
 * The world as the engine sees it: everything that is not a pure function comes in through these. A browser worker, a
 * Node process and a test each hand in their own.
 */
export interface Clock {
  /** Ms since the Unix epoch, by this device's clock, right or wrong. */
  now(): number
  /** Ms since some fixed moment; never jumps, whoever sets the device's clock. */
  elapsed(): number
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void
}

/** Cryptographically good random bytes: replica ids are secrets. */
export type RandomBytes = (length: number) => Uint8Array

export interface Randomness {
  readonly bytes: RandomBytes
  /** Uniform in [0, 1), for jitter. */
  readonly fraction: () => number
}

export type Release = () => void

export type LockMode = 'exclusive' | 'shared'

/** Named locks among the tabs of one device; a dead tab's locks pass on. */
export interface LockManagerLike {
  /** Resolves when the lock is held. Rejects when `signal` aborts first. */
  acquire(name: string, mode: LockMode, signal?: AbortSignal): Promise<Release>
  /** The lock if it is free now, else null. */
  tryAcquire(name: string, mode: LockMode): Promise<Release | null>
}

export interface Channel {
  /** Structured clone to every other tab of this device that opened the same name. */
  post(message: unknown): void
  close(): void
}

export type OpenChannel = (name: string, listener: (message: unknown) => void) => Channel

export interface SocketHandlers {
  open(): void
  message(bytes: Uint8Array): void
  /** Called once, also when the socket never opened. */
  closed(reason: { readonly code: number; readonly wasOpen: boolean }): void
}

export interface Socket {
  send(bytes: Uint8Array): void
  close(code?: number): void
}

export type OpenSocket = (url: string, handlers: SocketHandlers) => Socket
