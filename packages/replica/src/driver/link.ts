import { TorsorError } from '@torsor/core'
import { decodeFrame, Reassembler, splitIntoFrames, type DownMessage, type UpMessage } from '@torsor/protocol'
import * as limits from '@torsor/protocol/limits'
import type { Clock, OpenSocket, Socket } from '../world/ports.js'
import { Pulse } from './pulse.js'

export interface LinkUser {
  /** The socket is established. */
  opened(): void
  /** It is gone; nothing more comes. */
  closed(end: { readonly wasOpen: boolean; readonly silent: boolean }): void
  /** For this space, or for the whole socket. */
  message(message: DownMessage): void
  /** The relay sent bytes that are no message: nothing of the frame was used, and the socket is given up. */
  malformed(error: TorsorError): void
}

export interface LinkSession {
  /** Names this session on the socket. */
  readonly handle: number
  send(message: UpMessage): void
  /** Doubts the socket: asks now, with little patience. */
  probe(): void
  /** Lets go of the socket; `polite` tells the relay. */
  leave(polite: boolean): void
}

interface Line {
  readonly socket: Socket
  readonly reassembler: Reassembler<'down'>
  readonly pulse: Pulse
  readonly users: Map<number, LinkUser>
  open: boolean
  outgoing: UpMessage[]
  nextHandle: number
}

/** The one socket that a tab has to a relay, for all the spaces it leads: opened by the first, closed after the last. */
export class Link {
  readonly #url: string
  readonly #openSocket: OpenSocket
  readonly #clock: Clock
  #line: Line | null = null

  constructor(url: string, openSocket: OpenSocket, clock: Clock) {
    this.#url = url
    this.#openSocket = openSocket
    this.#clock = clock
  }

  join(user: LinkUser): LinkSession {
    const line = (this.#line ??= this.#dial())
    // Handles are small; a socket that used them all up is replaced at its next failure, long before in practice.
    const handle = line.nextHandle++ % (limits.handle + 1)
    line.users.set(handle, user)
    if (line.open) queueMicrotask(() => line.users.get(handle) === user && line.open && user.opened())
    return {
      handle,
      send: (message) => {
        if (line.users.get(handle) === user) this.#send(line, message)
      },
      probe: () => {
        if (line.open) line.pulse.probe()
      },
      leave: (polite) => {
        if (line.users.get(handle) !== user) return
        if (polite && line.open) this.#send(line, { type: 'close', handle })
        line.users.delete(handle)
        // A turn later: a space that reconnects at once joins this socket instead of opening another.
        if (line.users.size === 0) queueMicrotask(() => line.users.size === 0 && this.#hangUp(line))
      },
    }
  }

  /** Closes the socket under all its users, who hear of it. */
  close(): void {
    if (this.#line !== null) this.#end(this.#line, { wasOpen: this.#line.open, silent: false })
  }

  #dial(): Line {
    const line: Line = {
      socket: this.#openSocket(this.#url, {
        open: () => {
          line.open = true
          line.pulse.start()
          for (const user of [...line.users.values()]) user.opened()
        },
        message: (bytes) => {
          this.#receive(line, bytes)
        },
        closed: ({ wasOpen }) => {
          this.#end(line, { wasOpen, silent: false })
        },
      }),
      reassembler: new Reassembler('down'),
      pulse: new Pulse(this.#clock, {
        ping: () => {
          this.#send(line, { type: 'ping' })
        },
        silent: () => {
          this.#end(line, { wasOpen: true, silent: true })
        },
      }),
      users: new Map(),
      open: false,
      outgoing: [],
      nextHandle: 0,
    }
    return line
  }

  /** Everything said in one turn leaves in one frame. */
  #send(line: Line, message: UpMessage): void {
    line.outgoing.push(message)
    if (line.outgoing.length > 1) return
    queueMicrotask(() => {
      this.#flush(line)
    })
  }

  #flush(line: Line): void {
    const messages = line.outgoing
    line.outgoing = []
    if (!line.open || messages.length === 0) return
    for (const frame of splitIntoFrames(messages)) line.socket.send(frame)
  }

  #receive(line: Line, bytes: Uint8Array): void {
    if (this.#line !== line) return
    line.pulse.heard()
    let messages: DownMessage[]
    try {
      messages = decodeFrame(bytes, 'down').flatMap((message) =>
        message.type === 'fragment' ? line.reassembler.accept(message) : [message],
      )
    } catch (error) {
      const named = error instanceof TorsorError ? error : new TorsorError('protocol-violation', String(error), { cause: error })
      for (const user of [...line.users.values()].slice(0, 1)) user.malformed(named)
      return this.#end(line, { wasOpen: true, silent: false })
    }
    for (const message of messages) this.#route(line, message)
  }

  #route(line: Line, message: DownMessage): void {
    if (this.#line !== line) return
    if (message.type === 'ping') return this.#send(line, { type: 'pong' })
    if (message.type === 'pong' || message.type === 'fragment') return
    if (message.handle === null) {
      for (const user of [...line.users.values()]) user.message(message)
      return
    }
    line.users.get(message.handle)?.message(message)
  }

  #hangUp(line: Line): void {
    this.#flush(line)
    line.pulse.stop()
    if (this.#line === line) this.#line = null
    line.open = false
    line.socket.close(1000)
  }

  #end(line: Line, end: { readonly wasOpen: boolean; readonly silent: boolean }): void {
    if (this.#line !== line) return
    this.#line = null
    line.open = false
    line.pulse.stop()
    const users = [...line.users.values()]
    line.users.clear()
    line.socket.close()
    for (const user of users) user.closed(end)
  }
}
