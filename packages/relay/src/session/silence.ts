/** What to do about a socket after a while. */
export type Verdict = 'fine' | 'ask' | 'dead'

/** How long nothing was heard. Measured in bytes, so that one large frame on a slow line is no silence. */
export class Silence {
  readonly #heartbeatMs: number
  readonly #silenceMs: number
  #bytes = 0
  #silentMs = 0
  #asked = false

  constructor(limits: { readonly heartbeatMs: number; readonly silenceMs: number }) {
    this.#heartbeatMs = limits.heartbeatMs
    this.#silenceMs = limits.silenceMs
  }

  /** Called every `elapsedMs` with the bytes read so far. A socket that is not being read cannot be heard. */
  check(elapsedMs: number, bytesRead: number, paused: boolean): Verdict {
    if (bytesRead !== this.#bytes || paused) {
      this.#bytes = bytesRead
      this.#silentMs = 0
      this.#asked = false
      return 'fine'
    }
    this.#silentMs += elapsedMs
    if (this.#silentMs >= this.#silenceMs) return 'dead'
    if (this.#silentMs < this.#heartbeatMs || this.#asked) return 'fine'
    this.#asked = true
    return 'ask'
  }
}
