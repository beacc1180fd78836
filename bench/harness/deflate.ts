import { constants, createDeflateRaw } from 'node:zlib'

/** The empty block that every sync flush ends in, and that permessage-deflate leaves away (RFC 7692, 7.2.1). */
const TAIL_BYTES = 4

/** Sizes of the messages as permessage-deflate with context takeover sends them: 32 KiB window, level 6, one stream for all. */
export async function deflatedSizes(messages: readonly Uint8Array[]): Promise<number[]> {
  const stream = createDeflateRaw({ level: 6 })
  let bytes = 0
  stream.on('data', (chunk: Buffer) => (bytes += chunk.length))
  const sizes: number[] = []
  for (const message of messages) {
    const before = bytes
    stream.write(message)
    await new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, resolve))
    sizes.push(bytes - before - TAIL_BYTES)
  }
  stream.destroy()
  return sizes
}
