import { decodeDelta, encodeState, type Delta } from '@torsor/core'
import { memoryLog, type Authorize, type MemoryLog, type RelayLimits, type RelayOptions } from '@torsor/relay'
import { loadSpace, Service, type AcceptSocket, type RelaySocket, type RelaySocketHandlers } from '@torsor/relay/service'
import { socketsOf, type Line, type Weather } from '../network/index.js'
import { alarmsOf, epoch, Process, type Alarms, type Random, type Timeline } from '../world/index.js'

/** Small, so that a short history meets what takes a long one in earnest. */
const tight: Partial<RelayLimits> = { digestEvery: 3, snapshotEvery: 7, bufferedBytes: 400, sliceBytes: 300 }

/** Relays show each other their name for a token, and devices show none. */
const authorize: Authorize = ({ token }) =>
  token === null ? { principal: 'anyone', access: 'write' } : { principal: token, access: 'link' }

/** How a relay is linked to others. */
export interface Linked {
  /** Those that it follows. */
  readonly follows: readonly RelaySite[]
  /** Those that follow it. */
  readonly followedBy: readonly RelaySite[]
  readonly weather: Weather
  /** How long entries are kept at least, in ms. */
  readonly keepMs: number
}

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
  #process = new Process()
  /** Those of its service. */
  alarms: Alarms
  #sockets = new Set<RelaySocket>()
  /** In ms of the timeline. */
  #busyUntil = 0
  /** Null: it stands alone. */
  linked: Linked | null = null
  /** To the relays that it follows. */
  readonly lines: Set<Line> = new Set()

  constructor(name: string, timeline: Timeline, random: Random) {
    this.name = name
    this.#timeline = timeline
    this.#random = random
    this.alarms = alarmsOf(this.#process, timeline)
  }

  get up(): boolean {
    return this.#service !== null
  }

  /** What the relay itself took for a fault of its own. */
  get faults(): readonly string[] {
    return this.#faults
  }

  /** Connections that it has taken. */
  get connections(): number {
    return this.#sockets.size
  }

  async start(): Promise<void> {
    const timeline = this.#timeline
    const process = this.#process
    let last = 0
    const alarms = (this.alarms = alarmsOf(process, timeline))
    const { linked } = this
    const { follows, followedBy, weather, keepMs } = linked ?? {
      follows: [],
      followedBy: [],
      weather: { latency: [0, 0] },
      keepMs: Infinity,
    }
    const service = new Service({
      log: this.#log,
      authorize: linked === null ? 'anyone' : authorize,
      origins: '*',
      limits: { ...tight, keepMs },
      links: follows.map(({ name }) => ({ name, url: name, token: this.name, spaces: ['space'] })),
      peers: followedBy.map(({ name }) => name),
      connect: (url, handlers) => {
        const reach = (accept: AcceptSocket): boolean => follows.find(({ name }) => name === url)?.acceptLink(accept) ?? false
        return socketsOf(process, { timeline, random: this.#random, weather, lines: this.lines, reach })(url, handlers)
      },
      logger: logger((fault) => this.#faults.push(fault)),
      world: {
        now: () => epoch + Math.floor(timeline.elapsed),
        random: (length) => this.#random.bytes(length),
        after: alarms.after,
        turn: (callback) => {
          // In turn, however long one takes.
          const late = timeline.elapsed < this.#busyUntil ? this.#random.between(0, 200) : 0
          last = Math.max(last, timeline.elapsed + late)
          return alarms.after(last - timeline.elapsed, callback)
        },
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
  accept(accept: AcceptSocket): boolean {
    return this.#service?.accept(this.#reached(accept), null) ?? false
  }

  /** Takes a new connection of a relay that follows this one. */
  acceptLink(accept: AcceptSocket): boolean {
    return this.#service?.acceptLink(this.#reached(accept)) ?? false
  }

  /** The state that its log comes to, as bytes. */
  async state(): Promise<Uint8Array> {
    return encodeState((await loadSpace(await this.#copy(), 'space')).state)
  }

  /** All that its log has ever had; null: not all of it is kept. */
  async packets(): Promise<readonly Delta[] | null> {
    const log = await this.#copy()
    if ((await log.floor('space')).position > 0) return null
    const entries = await log.read('space', 0, { entries: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER })
    return entries.filter(({ kind }) => kind === 'packet').map(({ bytes }) => decodeDelta(bytes))
  }

  /** The power fails: what was not durable is gone, and everybody's connection with it. */
  async crash(): Promise<void> {
    this.#process.kill()
    for (const socket of this.#sockets) socket.terminate()
    this.#process = new Process()
    this.#sockets = new Set()
    this.#service = null
    // The dead one never lets go of its log.
    this.#log = this.#log.copy()
    await this.start()
  }

  /** Nothing is done at once for so long. */
  busyFor(ms: number): void {
    this.#busyUntil = this.#timeline.elapsed + ms
  }

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

  #copy(): ReturnType<MemoryLog['open']> {
    return this.#log.copy().open({ random: (length) => this.#random.bytes(length), turn: () => () => undefined })
  }

  #reached(accept: AcceptSocket): AcceptSocket {
    const process = this.#process
    const sockets = this.#sockets
    return (handlers) => {
      const socket = accept(whileAlive(process, handlers, () => sockets.delete(socket)))
      sockets.add(socket)
      return socket
    }
  }
}

/** A dead process hears of nothing. */
function whileAlive(process: Process, handlers: RelaySocketHandlers, closed: () => void): RelaySocketHandlers {
  return {
    read: () => {
      if (process.alive) handlers.read()
    },
    message: (data) => {
      if (process.alive) handlers.message(data)
    },
    failed: (error) => {
      if (process.alive) handlers.failed(error)
    },
    closed: () => {
      closed()
      if (process.alive) handlers.closed()
    },
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
