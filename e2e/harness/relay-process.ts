import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { relayMain } from './paths.js'

/** What the relay's log holds of a space, folded. */
export interface RelayInspection {
  readonly position: number
  readonly nonce: string | null
  readonly digest: string
  /** `encodeState` in hex. */
  readonly state: string
}

/** Below the range from which the kernel gives ports to clients: one that is free now is free for a restart, too. */
const ports = { first: 20_000, count: 10_000 }

/** A relay as people run it: a process of its own, on a file of its own. */
export class RelayProcess {
  readonly #folder: string
  readonly #options: readonly string[]
  #port: number
  #process: ChildProcess | null = null
  #log = ''

  private constructor(folder: string, options: readonly string[]) {
    this.#folder = folder
    this.#options = options
    this.#port = 0
  }

  /** `options`: more of what its command takes. */
  static async start(options: readonly string[] = []): Promise<RelayProcess> {
    const relay = new RelayProcess(await mkdtemp(join(tmpdir(), 'torsor-relay-')), options)
    for (let attempt = 0; attempt < 20; attempt++) {
      relay.#port = ports.first + Math.floor(Math.random() * ports.count)
      if (await relay.#launch()) return relay
    }
    throw new Error(`No relay started:\n${relay.#log}`)
  }

  get port(): number {
    return this.#port
  }

  /** Null: it does not run. */
  get id(): number | null {
    return this.#process?.pid ?? null
  }

  get file(): string {
    return join(this.#folder, 'relay.sqlite')
  }

  /** What the relay wrote to its log, of all its runs. */
  get log(): string {
    return this.#log
  }

  /** Ends it as a power cut does: it gets to do nothing about it. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** On the same file and port. */
  async restart(): Promise<void> {
    if (this.#process !== null) throw new Error('The relay still runs.')
    if (!(await this.#launch())) throw new Error(`The relay did not start again:\n${this.#log}`)
  }

  /** Reads the log of a space with the command that people use for it, also while the relay runs. */
  async inspect(space: string): Promise<RelayInspection> {
    const reader = spawn(process.execPath, [relayMain, 'inspect', '--data', this.file, '--space', space], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [output, complaint] = await Promise.all([textOf(reader.stdout), textOf(reader.stderr)])
    try {
      const { position, nonce, digest, state } = JSON.parse(output) as RelayInspection
      return { position, nonce, digest, state: Buffer.from(state, 'base64').toString('hex') }
    } catch (cause) {
      throw new Error(`torsor-relay inspect failed: ${complaint || output}`, { cause })
    }
  }

  /** Stops it and deletes its file. */
  async dispose(): Promise<void> {
    await this.#end('SIGTERM')
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const process = this.#process
    if (process === null) return
    this.#process = null
    const exited = once(process, 'exit')
    process.kill(signal)
    await exited
  }

  /** False when the port is taken. */
  async #launch(): Promise<boolean> {
    const relay = spawn(process.execPath, [relayMain, '--port', String(this.#port), '--data', this.file, ...this.#options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    relay.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#log += text
    })
    const listening = (async () => {
      for await (const line of createInterface(relay.stdout)) if (line.startsWith('Health:')) return true
      return false
    })()
    if (!(await listening)) return false
    this.#process = relay
    return true
  }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}
