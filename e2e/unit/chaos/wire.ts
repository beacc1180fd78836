import { Duplex } from 'node:stream'

/** One end of a connection in this process. What the other end does not read is not taken from the writer. */
export class End extends Duplex {
  bytesRead = 0
  #peer: End | null = null
  #unread: (() => void) | null = null

  static pair(): [End, End] {
    const near = new End({ highWaterMark: 4_096 })
    const far = new End({ highWaterMark: 4_096 })
    near.#peer = far
    far.#peer = near
    near.on('error', () => undefined)
    far.on('error', () => undefined)
    return [near, far]
  }

  override _read(): void {
    const unread = this.#unread
    this.#unread = null
    unread?.()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const peer = this.#peer
    if (peer === null || peer.destroyed) return done()
    peer.bytesRead += chunk.length
    if (peer.push(chunk)) done()
    else peer.#unread = done
  }

  override _final(done: () => void): void {
    this.#peer?.push(null)
    done()
  }

  override _destroy(_error: Error | null, done: () => void): void {
    const peer = this.#peer
    setImmediate(() => peer?.destroy())
    this.#unread?.()
    done()
  }
}
