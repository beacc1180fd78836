import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRelay, sqliteLog, type Relay } from '@torsor/relay'
import { pino } from 'pino'

/** A relay in this process, which can stop and start again on the same file, or be replaced by one that knows nothing. */
export class RelayUnderTest {
  readonly #folder: string
  #files = 0
  #relay: Relay
  #port: number

  private constructor(folder: string, { relay, port }: Listening) {
    this.#folder = folder
    this.#relay = relay
    this.#port = port
  }

  static async start(): Promise<RelayUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'torsor-history-'))
    return new RelayUnderTest(folder, await listen(join(folder, '0.sqlite')))
  }

  get port(): number {
    return this.#port
  }

  async restart(): Promise<void> {
    await this.#relay.close({ graceMs: 50 })
    this.#adopt(await listen(this.#file))
  }

  /** By one on an empty file. */
  async replace(): Promise<void> {
    await this.#relay.close({ graceMs: 50 })
    this.#files += 1
    this.#adopt(await listen(this.#file))
  }

  async dispose(): Promise<void> {
    await this.#relay.close({ graceMs: 50 })
    await rm(this.#folder, { recursive: true, force: true })
  }

  get #file(): string {
    return join(this.#folder, `${this.#files}.sqlite`)
  }

  #adopt({ relay, port }: Listening): void {
    this.#relay = relay
    this.#port = port
  }
}

interface Listening {
  readonly relay: Relay
  readonly port: number
}

async function listen(file: string): Promise<Listening> {
  const relay = createRelay({ log: sqliteLog({ file }), authorize: 'anyone', logger: pino({ level: 'silent' }) })
  const { url } = await relay.listen({ port: 0 })
  return { relay, port: Number(new URL(url).port) }
}
