import type { Direction } from '../../harness/traffic.js'

/** One WebSocket message, without the WebSocket's own framing. */
export interface Frame {
  readonly direction: Direction
  readonly bytes: Uint8Array
}

export type TapCommand =
  | { readonly type: 'hold' | 'silence' | 'deliver' | 'take'; readonly line: string }
  | { readonly type: 'release'; readonly line: string; readonly deferPushes: boolean }

export type TapEvent =
  | { readonly type: 'listening'; readonly url: string }
  /** A connection waits for the line to be released. */
  | { readonly type: 'dialled' | 'held' | 'silenced' | 'deferred' | 'delivered'; readonly line: string }
  | { readonly type: 'taken'; readonly line: string; readonly frames: readonly Frame[] }
