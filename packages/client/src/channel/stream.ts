import type { EngineEvent, WriteRequest } from '@torsor/replica/space'

type Intents = WriteRequest['intents']

/**
 * One space's stream over its own MessagePort, in order both ways and without an answer per message. What belongs to
 * one task goes as one message, in columns: cloning costs by the object.
 */
export type ToEngine =
  | {
      readonly type: 'writes'
      readonly face: string
      readonly numbers: readonly number[]
      readonly intents: readonly Intents[]
      /** The numbers of those that must be `strict`. */
      readonly strict: readonly number[]
    }
  | { readonly type: 'reauthenticate' }
  /** The last message this way: close after everything sent before. */
  | { readonly type: 'close' }

export type FromEngine =
  | { readonly type: 'events'; readonly events: readonly EngineEvent[] }
  /** The last message this way. */
  | { readonly type: 'closed' }
