import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRelay, memoryLog, sqliteLog, type Relay, type RelayLimits, type RelayLog, type RelayOptions } from '@torsor/relay'
import type { Random } from '../../harness/random.js'
import { epoch, type Timeline } from './timeline.js'
import { End } from './wire.js'

/** Small, so that a short history meets what takes a long one in earnest. */
const tight: Partial<RelayLimits> = { digestEvery: 3, snapshotEvery: 7, bufferedBytes: 3_000, sliceBytes: 300 }

type RelayLogger = NonNullable<RelayOptions['logger']>

/** A relay with its log, in this process, reached without a network. It can be restarted, and set back to an older file. */
export class RelaySite {
  readonly #timeline: Timeline
  readonly #random: Random
  readonly #folder: string | null
  readonly #log: RelayLog
  readonly #faults: string[] = []
  #server: Server = createServer()
  #relay: Relay | null = null
  #backup = false

  constructor(timeline: Timeline, random: Random, kind: 'memory' | 'sqlite') {
    this.#timeline = timeline
    this.#random = random
    this.#folder = kind === 'sqlite' ? mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'torsor-chaos-')) : null
    this.#log = this.#folder === null ? memoryLog() : sqliteLog({ file: this.#file('log') })
  }

  get up(): boolean {
    return this.#relay !== null
  }

  /** What the relay itself took for a fault of its own. */
  get faults(): readonly string[] {
    return this.#faults
  }

  start(): void {
    this.#server = createServer()
    this.#relay = createRelay({
      log: this.#log,
      authorize: 'anyone',
      limits: tight,
      logger: this.#logger(),
      clock: () => epoch + Math.floor(this.#timeline.elapsed),
      random: (length) => Uint8Array.from({ length }, () => this.#random.between(0, 255)),
    })
    this.#relay.attach(this.#server)
  }

  async stop(): Promise<void> {
    const relay = this.#relay
    this.#relay = null
    await relay?.close({ graceMs: 0 })
  }

  /** The other end of a new connection; null when nobody listens. */
  dial(): End | null {
    if (this.#relay === null) return null
    const [near, far] = End.pair()
    this.#server.emit('connection', far)
    return near
  }

  /** Copies the file as it is now. Nothing to copy for a log in memory. */
  backUp(): void {
    if (this.#folder === null || !existsSync(this.#file('log'))) return
    for (const end of ['', '-wal']) {
      rmSync(this.#file('backup') + end, { force: true })
      if (existsSync(this.#file('log') + end)) copyFileSync(this.#file('log') + end, this.#file('backup') + end)
    }
    this.#backup = true
  }

  /** Stops, and starts from the copy. False: there is none. */
  async restore(): Promise<boolean> {
    if (!this.#backup) return false
    await this.stop()
    for (const end of ['', '-wal', '-shm']) {
      rmSync(this.#file('log') + end, { force: true })
      if (existsSync(this.#file('backup') + end)) copyFileSync(this.#file('backup') + end, this.#file('log') + end)
    }
    this.start()
    return true
  }

  async dispose(): Promise<void> {
    await this.stop()
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true })
  }

  #file(name: string): string {
    return join(this.#folder ?? '', `${name}.sqlite`)
  }

  #logger(): RelayLogger {
    const note = (...what: unknown[]): void => {
      const [first] = what
      const error = typeof first === 'object' && first !== null && 'err' in first ? first.err : ''
      this.#faults.push(
        `${what.filter((part) => typeof part === 'string').join(' ')} ${error instanceof Error ? error.stack : String(error)}`,
      )
    }
    const quiet = (): void => undefined
    const logger = {
      level: 'silent',
      fatal: note,
      error: note,
      warn: quiet,
      info: quiet,
      debug: quiet,
      trace: quiet,
      silent: quiet,
      child: () => logger,
    }
    return logger as unknown as RelayLogger
  }
}
