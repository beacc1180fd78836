import { memoryLog, type MemoryLog, type RelayLimits, type RelayOptions } from '@torsor/relay'
import { Service, type AcceptSocket } from '@torsor/relay/service'
import { epoch, type Random, type Timeline } from '../world/index.js'

/** Small, so that a short history meets what takes a long one in earnest. */
const tight: Partial<RelayLimits> = { digestEvery: 3, snapshotEvery: 7, bufferedBytes: 3_000, sliceBytes: 300 }

type Logger = NonNullable<RelayOptions['logger']>

/** A relay and its log. It can be restarted, and set back to an older log. */
export class RelaySite {
  readonly name: string
  readonly #timeline: Timeline
  readonly #random: Random
  readonly #faults: string[] = []
  #log: MemoryLog = memoryLog()
  #backup: MemoryLog | null = null
  #service: Service | null = null

  constructor(name: string, timeline: Timeline, random: Random) {
    this.name = name
    this.#timeline = timeline
    this.#random = random
  }

  get up(): boolean {
    return this.#service !== null
  }

  /** What the relay itself took for a fault of its own. */
  get faults(): readonly string[] {
    return this.#faults
  }

  get log(): MemoryLog {
    return this.#log
  }

  async start(): Promise<void> {
    const timeline = this.#timeline
    const service = new Service({
      log: this.#log,
      authorize: 'anyone',
      origins: '*',
      limits: tight,
      logger: logger((fault) => this.#faults.push(fault)),
      world: {
        now: () => epoch + Math.floor(timeline.elapsed),
        random: (length) => this.#random.bytes(length),
        after: (ms, callback) => timeline.after(ms, callback),
        turn: (callback) => timeline.after(0, callback),
      },
    })
    await service.start()
    this.#service = service
  }

  async stop(): Promise<void> {
    const service = this.#service
    this.#service = null
    await service?.close(0)
  }

  /** Takes a new connection; false when nobody listens. */
  readonly accept = (accept: AcceptSocket): boolean => this.#service?.accept(accept, null) ?? false

  backUp(): void {
    this.#backup = this.#log.copy()
  }

  get hasBackup(): boolean {
    return this.#backup !== null
  }

  /** Stops, and starts from the copy, if there is one. */
  async restore(): Promise<void> {
    if (this.#backup === null) return
    await this.stop()
    this.#log = this.#backup.copy()
    await this.start()
  }
}

function logger(failed: (fault: string) => void): Logger {
  const note = (...what: unknown[]): void => {
    const [first] = what
    const error = typeof first === 'object' && first !== null && 'err' in first ? first.err : ''
    failed(`${what.filter((part) => typeof part === 'string').join(' ')} ${error instanceof Error ? error.stack : String(error)}`)
  }
  const quiet = (): void => undefined
  const self = {
    level: 'silent',
    fatal: note,
    error: note,
    warn: quiet,
    info: quiet,
    debug: quiet,
    trace: quiet,
    silent: quiet,
    child: () => self,
  }
  // pino's type has more than a relay asks of it.
  return self as unknown as Logger
}
