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
  /** The beginning of the rows of the next message's first change: what is large is read by the page in several tasks, and shown in one. */
  | { readonly type: 'ahead'; readonly rows: Changed['rows'] }
  | { readonly type: 'events'; readonly events: readonly EngineEvent[] }
  /** The last message this way. */
  | { readonly type: 'closed' }

export type Changed = Extract<EngineEvent, { readonly type: 'changed' }>
