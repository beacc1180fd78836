import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { decodeFrame, encodeMessage } from '@torsor/protocol'
import { worldClock } from '../../harness/clock.js'
import { Traffic } from '../../harness/traffic.js'
import type { Frame, TapCommand, TapEvent } from './tap.js'

/** A relay and the network in front of it, each in a thread of its own. A line is one replica's connection. */
export class Network {
  readonly #relay: Worker
  readonly #tap: Worker
  readonly #tapUrl: string
  readonly #dialled = new Set<string>()
  readonly #waiting = new Set<{ readonly matches: (event: TapEvent) => boolean; readonly resolve: (event: TapEvent) => void }>()

  private constructor(relay: Worker, tap: Worker, tapUrl: string) {
    this.#relay = relay
    this.#tap = tap
    this.#tapUrl = tapUrl
    tap.on('message', (event: TapEvent) => this.#hear(event))
  }

  static async start(): Promise<Network> {
    const relay = new Worker(join(import.meta.dirname, 'torsor-relay.js'), { workerData: worldClock.shared })
    const relayUrl = await next<string>(relay)
    const tap = new Worker(join(import.meta.dirname, 'torsor-tap.js'), { workerData: relayUrl })
    const listening = await next<TapEvent>(tap)
    if (listening.type !== 'listening') throw new Error('The tap does not listen.')
    return new Network(relay, tap, listening.url)
  }

  urlOf(line: string): string {
    return `${this.#tapUrl}/${line}`
  }

  /** The connection is cut. Resolves when the replica has noticed, and waits for the next one. */
  async cut(line: string): Promise<void> {
    this.#dialled.delete(line)
    await this.#ask({ type: 'hold', line }, 'held')
    await this.dialled(line)
  }

  /** Resolves when the replica waits for its line to be released. */
  async dialled(line: string): Promise<void> {
    if (!this.#dialled.has(line)) await this.#event('dialled', line)
  }

  release(line: string, deferPushes = false): void {
    this.#command({ type: 'release', line, deferPushes })
  }

  /** Resolves when the line has a push that is held back. */
  async deferred(line: string): Promise<void> {
    await this.#event('deferred', line)
  }

  /** Cuts the replica's end alone. What was held back can still be delivered. */
  async silence(line: string): Promise<void> {
    this.#dialled.delete(line)
    await this.#ask({ type: 'silence', line }, 'silenced')
  }

  /** What was held back gets to the relay. Resolves when it has confirmed it, to a replica that is gone. */
  async deliver(line: string): Promise<void> {
    await this.#ask({ type: 'deliver', line }, 'delivered')
  }

  /** What went over the line since the last call, by kind of message. */
  async take(line: string): Promise<Traffic> {
    const taken = await this.#ask({ type: 'take', line }, 'taken')
    const traffic = new Traffic()
    for (const frame of taken.type === 'taken' ? taken.frames : []) sayFrame(traffic, frame)
    return traffic
  }

  /** A clock of how long the relay's thread and this one worked. */
  stopwatch(): { read(): { clientMs: number; hubMs: number } } {
    const client = performance.eventLoopUtilization()
    const hub = this.#relay.performance.eventLoopUtilization()
    return {
      read: () => ({
        clientMs: performance.eventLoopUtilization(client).active,
        hubMs: this.#relay.performance.eventLoopUtilization(hub).active,
      }),
    }
  }

  async close(): Promise<void> {
    await this.#tap.terminate()
    await this.#relay.terminate()
  }

  #command(command: TapCommand): void {
    this.#tap.postMessage(command)
  }

  #ask(command: TapCommand, answer: TapEvent['type']): Promise<TapEvent> {
    const answered = this.#event(answer, command.line)
    this.#command(command)
    return answered
  }

  #event(type: TapEvent['type'], line: string): Promise<TapEvent> {
    return new Promise((resolve) => {
      this.#waiting.add({ matches: (event) => event.type === type && event.type !== 'listening' && event.line === line, resolve })
    })
  }

  #hear(event: TapEvent): void {
    if (event.type === 'dialled') this.#dialled.add(event.line)
    for (const waiting of this.#waiting) {
      if (!waiting.matches(event)) continue
      this.#waiting.delete(waiting)
      waiting.resolve(event)
    }
  }
}

function next<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

/** Each message by its length; what a frame of several adds, as `frame`. */
function sayFrame(traffic: Traffic, { direction, bytes }: Frame): void {
  let rest = bytes.length
  for (const message of decodeFrame(bytes, direction)) {
    const { length } = encodeMessage(message)
    traffic.say(direction, message.type, length)
    rest -= length
  }
  if (rest !== 0) traffic.say(direction, 'frame', rest)
}
