import type { Link } from '../driver/link.js'
import { SessionDriver } from '../driver/session-driver.js'
import { Leadership } from '../tabs/leadership.js'
import type { ChangeMessage } from '../tabs/neighbours.js'
import type { Presence } from '../tabs/presence.js'
import { Retention } from '../transactions/retention.js'
import type { Channel } from '../world/ports.js'
import type { SpaceOptions } from './options.js'
import { Replication } from './replication.js'
import type { SpaceCore } from './space-core.js'
import type { StatusBoard } from './status-board.js'
import type { SharedStatus } from './status.js'
import { FaceWriter, type WriterListener } from './writer.js'

export interface SpaceEngineOptions extends SpaceOptions {
  readonly link: Link
  readonly isVisible: () => boolean
  readonly isOnline: () => boolean
  readonly requestToken: () => Promise<string | null>
  readonly retention?: Retention
  readonly onClose: () => void
}

/** What tabs tell each other besides changes. */
export type TabMessage =
  | ChangeMessage
  | { readonly type: 'status'; readonly status: SharedStatus }
  | { readonly type: 'hello' }
  /** The answer to a hello: a change that was not told to one who was not known yet is missed at once. */
  | { readonly type: 'here'; readonly revision: number }
  | { readonly type: 'claim' }

/** What stands on a storage that is open. */
interface Ground {
  readonly core: SpaceCore
  readonly presence: Presence
  readonly channel: Channel
}

export interface Parts extends Ground {
  readonly writer: FaceWriter
  readonly driver: SessionDriver
  readonly leadership: Leadership
}

/** Wires one space's writer, session and leadership to its storage. Nothing starts yet. */
export function assemble(options: SpaceEngineOptions, ground: Ground, board: StatusBoard, listener: WriterListener): Parts {
  const { core, channel } = ground
  const { world, link, space, storageName, schema } = options
  const driver: SessionDriver = new SessionDriver({
    space,
    columns: schema.layout.columns,
    world,
    link,
    replication: new Replication(core, options.retention ?? new Retention()),
    requestToken: options.requestToken,
    onState: (state, retryAt) => {
      // Without the lock this tab's session is none: what the leading tab tells counts.
      if (leadership.leads || state.name === 'closed') board.session(state, retryAt)
    },
    onVerified: (at) => {
      board.verified(at)
    },
    onError: (error) => {
      listener.failed(error)
    },
  })
  const writer = new FaceWriter(core, listener)
  const leadership: Leadership = new Leadership({
    locks: world.locks,
    clock: world.clock,
    name: `${storageName}:leader`,
    isVisible: options.isVisible,
    onChange: (leads) => {
      driver.tell({ type: leads ? 'lead' : 'yield' })
      listener.changed()
    },
    claim: () => {
      channel.post({ type: 'claim' } satisfies TabMessage)
    },
  })
  return { ...ground, writer, driver, leadership }
}
