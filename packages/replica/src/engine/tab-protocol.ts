import type { Clock } from '../world/ports.js'
import type { Parts, TabMessage } from './parts.js'
import type { StatusBoard } from './status-board.js'

/** How long a change may go unheard of when the tab that committed it died before telling. */
const LOOK_MS = 10_000

/** What this tab and the others on the storage tell each other besides changes. */
export interface TabProtocol {
  /** From now on the others tell this tab what they change. */
  greet(): void
  /** The others may not have heard of what lies on the disk by now. */
  announce(): void
  /** What the leading tab knows, the others show, too. */
  tellStatus(): void
  hear(message: TabMessage): void
  /** One small read now and then: a tab that dies after a commit tells nobody of it. */
  lookAround(): void
  close(): void
}

export function createTabProtocol({ core, channel, leadership }: Parts, board: StatusBoard, clock: Clock): TabProtocol {
  let closed = false
  let cancelLook: () => void = () => undefined

  const say = (message: TabMessage): void => channel.post(message)

  const greet = (): void => say({ type: 'hello' })

  const announce = (): void => say({ type: 'here', revision: core.revision })

  const tellStatus = (): void => {
    if (leadership.leads) say({ type: 'status', status: board.shared })
  }

  const lookAround = (): void => {
    cancelLook = clock.after(LOOK_MS, () => {
      void core.lookForChanges().then((missed) => {
        if (closed) return
        // Who did not tell may not know that somebody listens.
        if (missed) greet()
        lookAround()
      })
    })
  }

  return {
    greet,
    announce,
    tellStatus,
    lookAround,
    hear(message) {
      core.neighbours.meet()
      switch (message.type) {
        case 'change':
          return core.receive(message.change)
        case 'status':
          if (!leadership.leads) board.receive(message.status)
          return
        case 'hello':
          announce()
          return tellStatus()
        case 'here':
          return core.notice(message.revision)
        case 'claim':
          return leadership.yieldTo()
        default:
          // A tab of another version says something that this one does not know.
          message satisfies never
      }
    },
    close() {
      closed = true
      cancelLook()
    },
  }
}
