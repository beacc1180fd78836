/** What may pass in one direction, over all connections: counted, delayed, and cut at a chosen byte. */
export class Gate {
  /** In ms, for every byte that comes from now on. */
  delay = 0
  #bytes = 0
  #cutting: Cutting | null = null

  /** Bytes passed since the beginning. */
  get bytes(): number {
    return this.#bytes
  }

  /** True when the connection that carries the last of the next `bytes` bytes was cut, false when disarmed before. */
  cutAfter(bytes: number): Promise<boolean> {
    if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError(`Not a number of bytes: ${bytes}.`)
    this.disarm()
    return new Promise((resolve) => {
      this.#cutting = { remaining: bytes, settle: resolve }
    })
  }

  disarm(): void {
    this.#cutting?.settle(false)
    this.#cutting = null
  }

  /** How many of these bytes pass, and whether their connection has to be cut after them. */
  admit(length: number): Admission {
    const cutting = this.#cutting
    const admitted = Math.min(length, cutting?.remaining ?? length)
    this.#bytes += admitted
    if (cutting === null) return { admitted, cut: false }
    cutting.remaining -= admitted
    if (cutting.remaining > 0) return { admitted, cut: false }
    this.#cutting = null
    cutting.settle(true)
    return { admitted, cut: true }
  }
}

export interface Admission {
  readonly admitted: number
  readonly cut: boolean
}

interface Cutting {
  remaining: number
  readonly settle: (cut: boolean) => void
}
