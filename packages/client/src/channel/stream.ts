import type { EngineEvent, WriteRequest } from '@torsor/replica/space'

/**
 * One space's stream over its own MessagePort, in order both ways and without an answer per message. What belongs to
 * one task goes as one message.
 */
export type ToEngine =
  | { readonly type: 'writes'; readonly writes: readonly WriteRequest[] }
  | { readonly type: 'reauthenticate' }
  /** The last message this way: close after everything sent before. */
  | { readonly type: 'close' }

export type FromEngine =
  | { readonly type: 'events'; readonly events: readonly EngineEvent[] }
  /** The last message this way. */
  | { readonly type: 'closed' }
