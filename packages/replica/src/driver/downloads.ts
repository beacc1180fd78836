import type { CaughtUpMessage, Nonce, OpenedMessage, PacketKey, SliceMessage } from '@torsor/protocol'
import type { Replication } from '../engine/replication.js'
import { SerialQueue } from '../storage/serial-queue.js'
import type { StreamItem } from '../transactions/apply-stream.js'

export interface DownloadsListener {
  /** The reference is the relay's, at this place. */
  verified(position: number, digest: string): void
  /** Packets reached their place in the reference. */
  confirmed(keys: readonly PacketKey[]): void
  mismatch(): void
  /** The reference does not stand where the connection thinks: another tab wrote, or the stream has a gap. */
  overtaken(): void
  failed(error: unknown): void
}

/** One connection's way down: stages and adopts, then applies the stream; everything in the order in which it came. */
export class Downloads {
  readonly #replication: Replication
  readonly #listener: DownloadsListener
  #nonce: Nonce
  /** Steps that no task has taken yet, and that nothing else has come behind of. */
  #batch: StreamItem[] | null = null
  readonly #tasks = new SerialQueue()
  #ended = false

  constructor(replication: Replication, listener: DownloadsListener, opened: OpenedMessage) {
    this.#replication = replication
    this.#listener = listener
    this.#nonce = opened.nonce
  }

  begin(opened: OpenedMessage): void {
    this.#do(() => this.#replication.begin(opened))
  }

  behind(position: number): void {
    this.#do(async () => {
      if (!(await this.#replication.beginBehind(position))) this.#listener.overtaken()
    })
  }

  slice(slice: SliceMessage): void {
    this.#do(async () => {
      if (!(await this.#replication.stage(slice))) this.#listener.overtaken()
    })
  }

  caughtUp(message: CaughtUpMessage): void {
    this.#do(async () => {
      this.#nonce = message.nonce
      const adopted = await this.#replication.adopt(message)
      if (this.#ended) return
      if (adopted === 'adopted') this.#listener.verified(message.position, message.digest)
      else if (adopted === 'differs') this.#listener.mismatch()
      else this.#listener.overtaken()
    })
  }

  /** Steps that come while others are being applied are applied together: the disk sets the pace. */
  step(item: StreamItem): void {
    if (this.#batch !== null) {
      this.#batch.push(item)
      return
    }
    const batch = [item]
    this.#do(async () => {
      if (this.#batch === batch) this.#batch = null
      if (!(await this.#replication.apply(this.#nonce, batch))) return this.#listener.overtaken()
      this.#listener.confirmed(batch.flatMap((step) => (step.own === null ? [] : [step.own])))
    })
    this.#batch = batch
  }

  digest(position: number, digest: string): void {
    this.#do(async () => {
      const verdict = await this.#replication.verify(position, digest)
      if (this.#ended) return
      if (verdict === 'differs') this.#listener.mismatch()
      else if (verdict === 'equal') this.#listener.verified(position, digest)
    })
  }

  end(): void {
    this.#ended = true
  }

  /** One after the other, as said: a `behind` or a digest is about the reference with all steps before it. */
  #do(task: () => Promise<void>): void {
    if (this.#ended) return
    this.#batch = null
    this.#tasks
      .run(() => (this.#ended ? Promise.resolve() : task()))
      .catch((error: unknown) => {
        if (!this.#ended) this.#listener.failed(error)
      })
  }
}
