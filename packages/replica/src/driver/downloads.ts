import type { Nonce, PacketKey, SliceMessage } from '@torsor/protocol'
import type { Verified } from '../engine/compare.js'
import type { Replication } from '../engine/replication.js'
import type { CaughtUp, Opened } from '../engine/told.js'
import type { Hearing } from './hearing.js'
import { SerialQueue } from '../storage/serial-queue.js'
import type { StreamItem } from '../transactions/apply-stream.js'

export interface DownloadsListener {
  /** The reference is the relay's. */
  verified(at: Verified): void
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
  readonly #hearing: Pick<Hearing, 'ids' | 'known'>
  #nonce: Nonce
  /** Steps that no task has taken yet, and that nothing else has come behind of. */
  #batch: StreamItem[] | null = null
  readonly #tasks = new SerialQueue()
  /** Called when the relay may have spoken of an id that it was not known to know. */
  #heard: () => void = () => undefined
  #ended = false

  constructor(replication: Replication, listener: DownloadsListener, hearing: Pick<Hearing, 'ids' | 'known'>, opened: Opened) {
    this.#replication = replication
    this.#listener = listener
    this.#hearing = hearing
    this.#nonce = opened.nonce
  }

  begin(opened: Opened): void {
    this.#do(() => this.#replication.begin(opened))
  }

  /** Where an id is unanswered, this may be its answer: another tab has pushed what is pushed here, and it came as somebody else's. */
  behind(position: number): void {
    if (this.#hearing.known.length < this.#hearing.ids.length) return this.#listener.overtaken()
    this.#do(async () => {
      if (!(await this.#replication.beginBehind(position))) this.#listener.overtaken()
    })
  }

  slice(slice: SliceMessage): void {
    this.#do(async () => {
      if (!(await this.#replication.stage(slice))) this.#listener.overtaken()
    })
  }

  caughtUp(message: CaughtUp): void {
    this.#do(async () => {
      this.#nonce = message.nonce
      const adopted = await this.#replication.adopt(message)
      if (this.#ended) return
      if (adopted === 'differs') this.#listener.mismatch()
      else if (adopted === 'moved') this.#listener.overtaken()
      else this.#listener.verified(adopted)
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
      if (!(await this.#apply(batch))) return this.#listener.overtaken()
      this.#listener.confirmed(batch.flatMap((step) => (step.own === null ? [] : [step.own])))
    })
    this.#batch = batch
  }

  digest(position: number, digest: string): void {
    this.#do(async () => {
      const verdict = await this.#replication.verify(position, digest)
      if (this.#ended) return
      if (verdict === 'differs') this.#listener.mismatch()
      else if (verdict !== 'moved') this.#listener.verified(verdict)
    })
  }

  /** Something came: what waits for it is looked at again. */
  heard(): void {
    this.#heard()
  }

  end(): void {
    this.#ended = true
    this.#heard()
  }

  /**
   * What the relay said before it heard of an id may hold a packet of that id, which another tab has pushed: then it begins
   * to tell anew when it has heard. Such steps wait until it has answered.
   */
  async #apply(batch: readonly StreamItem[]): Promise<boolean> {
    for (;;) {
      const { known, ids } = this.#hearing
      const result = await this.#replication.apply(this.#nonce, batch, known)
      if (result !== 'unknown') return result === 'applied'
      while (this.#hearing.known.length === known.length && !this.#ended) {
        if (known.length === ids.length) return false
        await new Promise<void>((resolve) => (this.#heard = resolve))
      }
      if (this.#ended) return false
    }
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
