import { TorsorError } from '@torsor/core'
import {
  backoffDelay,
  clientSession,
  columnsHash,
  protocolVersion,
  torsorErrorOf,
  type ClientEffect,
  type ClientEvent,
  type ClientState,
  type DownMessage,
} from '@torsor/protocol'
import * as limits from '@torsor/protocol/limits'
import type { EngineWorld } from '../engine/options.js'
import type { Verified } from '../engine/compare.js'
import type { Replication } from '../engine/replication.js'
import type { Opened } from '../engine/told.js'
import { asStorageError } from '../storage/as-storage-error.js'
import { Downloads } from './downloads.js'
import { Hearing, type Told } from './hearing.js'
import type { Link, LinkSession } from './link.js'
import { Timers } from './timers.js'
import { Uploads } from './uploads.js'

export interface SessionDriverOptions {
  readonly space: string
  readonly columns: readonly { readonly id: number; readonly name: string }[]
  readonly world: Pick<EngineWorld, 'clock' | 'random'>
  readonly link: Link
  readonly replication: Replication
  readonly requestToken: () => Promise<string | null>
  readonly onState: (state: ClientState, retryAt: number | null) => void
  readonly onVerified: (at: Verified) => void
  readonly onError: (error: TorsorError) => void
}

/** Executes what the session machine of one space decides, and tells it what happens. */
export class SessionDriver {
  readonly #options: SessionDriverOptions
  readonly #timers: Timers<'back-off' | 'deadline' | 'settling'>
  #state: ClientState = clientSession.initial
  #session: LinkSession | null = null
  #uploads: Uploads | null = null
  #downloads: Downloads | null = null
  #hearing: Hearing | null = null
  #opened: Opened | null = null
  #told: Told = {}
  /** Undefined: not asked yet. */
  #token: string | null | undefined
  #asking: Promise<void> | null = null
  #retryAt: number | null = null

  constructor(options: SessionDriverOptions) {
    this.#options = options
    this.#timers = new Timers(options.world.clock)
  }

  get state(): ClientState {
    return this.#state
  }

  tell(event: ClientEvent): void {
    const { state, effects } = clientSession.transition(this.#state, event)
    if (state === this.#state && effects.length === 0) return
    this.#state = state
    for (const effect of effects) this.#execute(effect)
    this.#options.onState(this.#state, this.#retryAt)
  }

  /** The app has, or may have, another token now. */
  renewToken(): Promise<void> {
    this.#asking ??= this.#options
      .requestToken()
      .then((token) => {
        this.#token = token
        this.tell({ type: 'token-changed' })
      })
      .catch((error: unknown) => {
        this.#options.onError(new TorsorError('needs-auth', 'the auth function failed', { retryable: true, cause: error }))
      })
      .finally(() => {
        this.#asking = null
      })
    return this.#asking
  }

  close(): void {
    this.tell({ type: 'stop' })
    this.#timers.cancelAll()
    this.#options.replication.close()
  }

  #execute(effect: ClientEffect): void {
    switch (effect.type) {
      case 'connect':
        return this.#connect(this.#state.generation)
      case 'disconnect': {
        const session = this.#session
        this.#endConnection()
        return session?.leave(!effect.told)
      }
      case 'send-open':
        return this.#sendOpen(this.#state.generation, effect.whole)
      case 'send-renew':
        if (typeof this.#token === 'string') this.#session?.send({ type: 'renew', handle: this.#session.handle, token: this.#token })
        return
      case 'start-back-off':
        return this.#startBackOff(effect.attempt)
      case 'cancel-back-off':
        this.#retryAt = null
        return this.#timers.cancel('back-off')
      case 'start-settling':
        return this.#arm('settling', limits.settledMs, { type: 'settled', generation: this.#state.generation })
      case 'stage-begin':
        return this.#stageBegin()
      case 'stage-slice':
        if (this.#told.slice !== undefined) this.#downloads?.slice(this.#told.slice)
        return
      case 'stage-discard':
        return this.#options.replication.discardStaging()
      case 'adopt':
        if (this.#told.caughtUp !== undefined) this.#downloads?.caughtUp(this.#told.caughtUp)
        return
      case 'apply-step':
        if (this.#told.step !== undefined) this.#downloads?.step(this.#told.step)
        return
      case 'verify-digest':
        if (this.#told.digest !== undefined) this.#downloads?.digest(this.#told.digest.position, this.#told.digest.digest)
        return
      case 'take-refusal':
        if (this.#told.refused !== undefined) this.#uploads?.refused(this.#told.refused)
        return
      case 'push-pending':
        return this.#uploads?.push(effect.freeze)
      case 'request-token':
        void this.renewToken()
        return
      case 'probe':
        return this.#session?.probe()
      case 'report':
        // What time heals shows in the status; the app need not act.
        if (!effect.error.retryable) this.#options.onError(torsorErrorOf(effect.error))
        return
      case 'report-mismatch':
        return this.#options.onError(
          new TorsorError('reference-differs', 'the state differs from the relay’s; it is loaded anew, nothing is lost', {
            retryable: true,
          }),
        )
      default:
        effect satisfies never
    }
  }

  #connect(generation: number): void {
    // Before `open` was sent a relay has nothing to say but that it ends.
    this.#hearing = new Hearing(generation, [], null, () => undefined)
    this.#arm('deadline', limits.openDeadlineMs, { type: 'deadline', generation })
    this.#session = this.#options.link.join({
      opened: () => {
        this.tell({ type: 'socket-open', generation })
      },
      closed: ({ wasOpen, silent }) => {
        this.#endConnection()
        this.tell({ type: 'socket-closed', generation, wasOpen, silent })
      },
      message: (message) => {
        this.#receive(message)
      },
      malformed: this.#options.onError,
    })
  }

  #endConnection(): void {
    this.#session = null
    this.#hearing = null
    this.#opened = null
    this.#told = {}
    this.#uploads?.end()
    this.#downloads?.end()
    this.#uploads = null
    this.#downloads = null
    this.#timers.cancel('deadline', 'settling')
  }

  #sendOpen(generation: number, whole: boolean): void {
    const { replication, requestToken, space, columns } = this.#options
    const open = async (): Promise<void> => {
      if (this.#token === undefined) this.#token = await requestToken()
      // What an earlier session still applies to the reference moves the place to open at.
      await replication.settled()
      const session = this.#session
      if (session === null || this.#state.generation !== generation) return
      const { reference, ...standing } = replication.openPlace(whole, columnsHash(columns))
      this.#hearing = new Hearing(generation, standing.own, reference, (key) => replication.packet(key))
      session.send({ type: 'open', handle: session.handle, version: protocolVersion, space, token: this.#token, ...standing })
      this.#arm('deadline', limits.openDeadlineMs, { type: 'deadline', generation })
    }
    open().catch((error: unknown) => {
      this.tell({
        type: 'error',
        generation,
        error: { code: 'needs-auth', retryable: true, message: `no token: ${String(error)}` },
      })
    })
  }

  #startBackOff(attempt: number): void {
    const { clock, random } = this.#options.world
    const delay = backoffDelay(attempt, random.fraction)
    this.#retryAt = clock.now() + delay
    this.#timers.arm('back-off', delay, () => {
      this.#retryAt = null
      this.tell({ type: 'timer' })
    })
  }

  #stageBegin(): void {
    if (this.#told.behind !== undefined) return this.#downloads?.behind(this.#told.behind)
    const opened = this.#opened
    const session = this.#session
    const hearing = this.#hearing
    if (opened === null || session === null || hearing === null) return
    const { replication, world, columns, onError, onVerified } = this.#options
    const { generation } = this.#state
    const failed = (error: unknown): void => {
      onError(asStorageError(error))
      this.tell({ type: 'overtaken', generation })
    }
    const overtaken = (): void => {
      this.tell({ type: 'overtaken', generation })
    }
    const uploads = new Uploads({ replication, clock: world.clock, columns, stuck: overtaken, failed }, session, hearing.ids, opened)
    this.#uploads = uploads
    this.#downloads = new Downloads(
      replication,
      {
        verified: (at) => {
          uploads.adopted()
          onVerified(at)
        },
        confirmed: (keys) => {
          for (const key of keys) uploads.confirmed(key)
        },
        mismatch: () => {
          this.tell({ type: 'mismatch', generation })
        },
        overtaken,
        failed,
      },
      hearing,
      opened,
    )
    if (!opened.undeclared) replication.declared(opened.nonce, columnsHash(columns)).catch(failed)
    this.#downloads.begin(opened)
  }

  #receive(message: DownMessage): void {
    const heard = this.#hearing?.hear(message) ?? null
    if (heard === null) return
    if (heard.told.opened !== undefined) {
      this.#timers.cancel('deadline')
      this.#opened = heard.told.opened
    }
    this.#told = heard.told
    this.tell(heard.event)
    this.#downloads?.heard()
  }

  #arm(name: 'deadline' | 'settling', ms: number, event: ClientEvent): void {
    this.#timers.arm(name, ms, () => {
      this.tell(event)
    })
  }
}
