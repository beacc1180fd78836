import * as limits from '../limits.js'
import { joinEncoded } from './frame.js'
import { encodeMessage } from './message.js'
import type { Message } from './message.js'

/** A message that is not the last of its frame has a length of up to four bytes. */
const lengthBytes = 4
/** Head, stream (two at most), total and offset (four each at most) of a fragment. */
const fragmentHeader = 12

/**
 * Any messages as frames of at most `limit` bytes (64 at least), in order: small ones share a frame, one that is larger
 * than a frame becomes fragments under `stream`. Fragments of one call are complete before its next message, so a sender
 * that does not interleave two calls needs one stream only.
 */
export function splitIntoFrames(messages: readonly (Message | Uint8Array)[], limit: number = limits.frame, stream = 0): Uint8Array[] {
  const frames: Uint8Array[] = []
  let open: Uint8Array[] = []
  let size = 0
  const put = (encoded: Uint8Array): void => {
    // The last one of a frame needs no length.
    if (size + encoded.length > limit || open.length === limits.messagesPerFrame) flush()
    open.push(encoded)
    size += encoded.length + lengthBytes
  }
  const flush = (): void => {
    if (size > 0) frames.push(joinEncoded(open))
    open = []
    size = 0
  }
  for (const message of messages) {
    const encoded = message instanceof Uint8Array ? message : encodeMessage(message)
    const total = encoded.length
    const chunk = total > limit ? Math.min(limits.chunk, limit - fragmentHeader) : total
    for (let offset = 0; offset < total; offset += chunk) {
      const bytes = encoded.subarray(offset, offset + chunk)
      put(chunk === total ? encoded : encodeMessage({ type: 'fragment', stream, piece: { total, offset }, bytes }))
    }
  }
  flush()
  return frames
}
