import { clientSession, relaySession } from '@torsor/protocol'
import type { ClientEffect, ClientEvent, ClientState, RelayEffect, RelayEvent, RelayState } from '@torsor/protocol'

/** One connection: a relay's session and the two ordered ways between. `down` carries events of the client's machine. */
interface Link {
  readonly generation: number
  relay: RelayState
  up: RelayEvent[]
  down: ClientEvent[]
  /** The relay was asked for these and has yet to do them. */
  authorizations: number[]
  slices: number
  walk: number
  /** The client's socket is gone, and it has not been told yet. */
  cut: boolean
  open: boolean
}

/** Both machines with the smallest drivers that can be, and a world that does one random thing at a time. */
export class Pair {
  client: ClientState = clientSession.initial
  timer = false
  /** What one end holds against the other. There must be nothing. */
  readonly accusations: string[] = []
  readonly links: Link[] = []
  steps = 0

  tell(event: ClientEvent): void {
    const { state, effects } = clientSession.transition(this.client, event)
    this.client = state
    for (const effect of effects) this.#clientDoes(effect)
  }

  tellRelay(link: Link, event: RelayEvent): void {
    const { state, effects } = relaySession.transition(link.relay, event)
    link.relay = state
    for (const effect of effects) this.#relayDoes(link, effect)
  }

  get current(): Link | undefined {
    return this.links.at(-1)
  }

  /** Everything that can happen now besides faults and people. */
  moves(): (() => void)[] {
    const moves: (() => void)[] = []
    if (this.timer) {
      moves.push(() => {
        this.timer = false
        this.tell({ type: 'timer' })
      })
    }
    for (const link of this.links) {
      const { generation } = link
      const answer = link.authorizations[0]
      const up = link.up[0]
      const down = link.down[0]
      if (!link.open && !link.cut) {
        moves.push(() => {
          link.open = true
          this.tell({ type: 'socket-open', generation })
        })
      }
      if (up !== undefined) moves.push(() => this.tellRelay(link, link.up.shift() ?? up))
      if (down !== undefined) moves.push(() => this.tell(link.down.shift() ?? down))
      if (link.cut && down === undefined) {
        moves.push(() => {
          this.links.splice(this.links.indexOf(link), 1)
          this.tell({ type: 'socket-closed', generation, wasOpen: link.open, silent: false })
        })
      }
      if (answer !== undefined) {
        moves.push(() => {
          link.authorizations.shift()
          this.tellRelay(link, { type: 'granted', authorization: answer, access: 'write' })
        })
      }
      if (link.slices > 0) {
        moves.push(() => {
          link.slices--
          link.walk--
          link.down.push({ type: 'slice', generation, received: 1, total: 1 })
          this.tellRelay(link, { type: 'slice-sent', more: link.walk > 0 })
        })
      }
      if (link.relay.name === 'catching-up' && link.relay.blocked) moves.push(() => this.tellRelay(link, { type: 'drained' }))
    }
    return moves
  }

  #clientDoes(effect: ClientEffect): void {
    const link = this.current
    switch (effect.type) {
      case 'connect':
        this.links.push({
          generation: this.client.generation,
          relay: relaySession.initial,
          up: [],
          down: [],
          authorizations: [],
          slices: 0,
          walk: 0,
          cut: false,
          open: false,
        })
        break
      case 'disconnect':
        if (!effect.told) link?.up.push({ type: 'close' })
        break
      case 'send-open':
        link?.up.push({ type: 'open' })
        break
      case 'send-renew':
        link?.up.push({ type: 'renew' })
        break
      case 'push-pending':
        link?.up.push({ type: 'push' })
        break
      case 'start-back-off':
        this.timer = true
        break
      case 'cancel-back-off':
        this.timer = false
        break
      case 'report':
        if (effect.error.code === 'protocol-violation') this.accusations.push(`client: ${effect.error.message}`)
        break
      default:
        break
    }
  }

  #relayDoes(link: Link, effect: RelayEffect): void {
    const { generation } = link
    switch (effect.type) {
      case 'authorize':
        link.authorizations.push(effect.authorization)
        break
      case 'send-opened':
        link.walk = 3
        link.down.push({ type: 'opened', generation, mode: 'since' })
        break
      case 'send-behind':
        link.walk = 2
        link.down.push({ type: 'behind', generation })
        break
      case 'send-slice':
        link.slices++
        break
      case 'send-caught-up':
        link.down.push({ type: 'caught-up', generation })
        break
      case 'send-steps':
        link.down.push({ type: 'step', generation }, { type: 'digest', generation })
        break
      case 'refuse-push':
        link.down.push({ type: 'refused', generation })
        break
      case 'send-error':
        if (effect.error.code === 'protocol-violation') this.accusations.push(`relay: ${effect.error.message}`)
        link.down.push({ type: 'error', generation, error: effect.error })
        break
      case 'send-closed':
        link.down.push({ type: 'closed', generation })
        break
      default:
        break
    }
  }
}
