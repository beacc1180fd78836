import { TorsorError } from '@torsor/core'
import { limits } from '../limits.js'
import type { Message } from '../message/codecs.js'
import { joinEncoded } from './frame.js'
import { encodeMessage } from './message.js'

/** A message that is not the last of its frame has a length of up to four bytes. */
const lengthBytes = 4
/** Type, stream (two at most), total and offset (four each at most) of a fragment. */
const fragmentHeader = 12

/**
 * Any messages as frames of at most `limit` bytes, in order: small ones share a frame, one that is larger than a frame
 * becomes fragments under `stream`. Fragments of one call are complete before its next message, so a sender that does
 * not interleave two calls needs one stream only.
 */
export function splitIntoFrames(messages: readonly (Message | Uint8Array)[], limit: number = limits.frame, stream = 0): Uint8Array[] {
  if (limit < 64 || limit > limits.frame) throw new TorsorError('too-large', `a frame of ${limit} bytes`)
  const frames: Uint8Array[] = []
  let open: Uint8Array[] = []
  let size = 0
  const flush = (): void => {
    if (open.length > 0) frames.push(joinEncoded(open))
    open = []
    size = 0
  }
  const put = (encoded: Uint8Array): void => {
    // The last one of a frame needs no length.
    if (size + encoded.length > limit || open.length === limits.messagesPerFrame) flush()
    open.push(encoded)
    size += encoded.length + lengthBytes
  }
  for (const message of messages) {
    const encoded = message instanceof Uint8Array ? message : encodeMessage(message)
    if (encoded.length <= limit) {
      put(encoded)
      continue
    }
    if (encoded.length > limits.message) throw new TorsorError('too-large', `a message of ${encoded.length} bytes`)
    const chunk = Math.min(limits.chunk, limit - fragmentHeader)
    for (let offset = 0; offset < encoded.length; offset += chunk) {
      put(encodeMessage({ type: 'fragment', stream, total: encoded.length, offset, bytes: encoded.subarray(offset, offset + chunk) }))
    }
  }
  flush()
  return frames
}
