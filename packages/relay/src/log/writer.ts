import { hex, TorsorError } from '@torsor/core'
import type { Place } from '@torsor/protocol'
import { Followers, replay } from './followers.js'
import { GroupCommit } from './group-commit.js'
import type {
  Column,
  Draft,
  EntryListener,
  Floor,
  Follower,
  LogEntry,
  LogWriter,
  Mark,
  OpenOptions,
  Position,
  ReadLimit,
  Reign,
  Snapshot,
} from './port.js'
import { StorageReader } from './reader.js'
import type { LogStorage } from './storage.js'

const page: ReadLimit = { entries: 512, bytes: 4 * 1024 * 1024 }

/** The one writer of a log on one machine. */
export class StorageWriter extends StorageReader implements LogWriter {
  readonly #storage: LogStorage
  readonly #options: OpenOptions
  readonly #commits: GroupCommit
  readonly #followers = new Followers()
  readonly #reigns = new Map<string, Promise<Reign>>()
  /** Entries of the running transaction, told of only once it is durable. */
  #fresh = new Map<string, LogEntry[]>()

  constructor(storage: LogStorage, options: OpenOptions) {
    super(storage)
    this.#storage = storage
    this.#options = options
    this.#commits = new GroupCommit(options.turn, (body) => {
      this.#fresh = new Map()
      storage.transaction(body)
      const fresh = this.#fresh
      // Durable now. Outside the commit's call stack, so that a follower that throws cannot fail an append.
      queueMicrotask(() => {
        for (const [space, entries] of fresh) this.#followers.tell(space, entries)
      })
    })
  }

  start(space: string): Promise<Reign> {
    const known = this.#reigns.get(space)
    if (known !== undefined) return known
    const started = this.#commits.run(() => {
      const reign: Reign = { nonce: hex(this.#options.random(8)), start: this.#storage.head(space) }
      this.#storage.insertReign(space, reign)
      return reign
    })
    this.#reigns.set(space, started)
    // A start that failed may be tried again.
    started.catch(() => this.#reigns.delete(space))
    return started
  }

  append(space: string, draft: Draft): Promise<Position> {
    return this.#commits.run(() => {
      const owner = this.#storage.owner(space, draft.id)
      if (owner !== null && owner !== draft.principal) {
        throw new TorsorError('packet-refused', 'This replica id belongs to another principal.', {
          data: { from: draft.from, to: draft.to },
        })
      }
      return this.#insert(space, draft, owner)
    })
  }

  pull(space: string, link: string, cursor: Place, drafts: readonly Draft[]): Promise<void> {
    return this.#commits.run(() => {
      for (const draft of drafts) this.#insert(space, draft, this.#storage.owner(space, draft.id))
      this.#storage.putCursor(space, link, cursor)
    })
  }

  acknowledge(space: string, held: ReadonlyMap<string, Position>): Promise<void> {
    return this.#commits.run(() => {
      for (const [peer, position] of held) this.#storage.putAcknowledged(space, peer, position)
    })
  }

  setMark(space: string, mark: Mark): Promise<void> {
    return this.#commits.run(() => this.#storage.putMark(space, mark))
  }

  trim(space: string, floor: Floor): Promise<void> {
    return this.#commits.run(() => {
      if (floor.position > (this.#storage.snapshot(space)?.position ?? 0))
        throw new TorsorError('storage-failed', 'A log is not trimmed beyond its snapshot.', { data: { position: floor.position } })
      if (floor.position > this.#storage.floor(space).position) this.#storage.putFloor(space, floor)
    })
  }

  declare(space: string, columns: readonly Column[]): Promise<void> {
    return this.#commits.run(() => {
      const known = this.#storage.columns(space)
      const added: Column[] = []
      for (const column of columns) {
        const name = known.get(column.id)
        if (name === undefined) {
          known.set(column.id, column.name)
          added.push(column)
        } else if (name !== column.name) {
          throw new TorsorError(
            'column-collision',
            `The columns "${name}" and "${column.name}" have the same id in this space; rename one.`,
            {
              data: { columns: [name, column.name] },
            },
          )
        }
      }
      for (const column of added) this.#storage.insertColumn(space, column)
    })
  }

  async follow(space: string, after: Position, listener: EntryListener): Promise<Follower> {
    const last = await replay(after, (position) => this.#storage.read(space, position, page), listener, this.#options.turn)
    // Between the replay's last look and here other tasks may have committed; from here on nothing can come between.
    const missed = this.#storage.read(space, last, { entries: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER })
    let head = missed.at(-1)?.position ?? last
    const follower = this.#followers.add(space, (entries) => {
      // A transaction that had committed but not told yet was in the look above.
      const news = entries.filter((entry) => entry.position > head)
      head = news.at(-1)?.position ?? head
      return news.length === 0 ? undefined : listener(news)
    })
    if (missed.length > 0) await listener(missed)
    return follower
  }

  saveSnapshot(space: string, snapshot: Snapshot): Promise<void> {
    return this.#commits.run(() => this.#storage.putSnapshot(space, snapshot))
  }

  flush(): Promise<void> {
    return this.#commits.flush()
  }

  #insert(space: string, draft: Draft, owner: string | null): Position {
    const position = this.#storage.head(space) + 1
    this.#storage.insertEntry(space, position, draft)
    if (owner === null) this.#storage.insertOwner(space, draft.id, draft.principal)
    const { id, from, to, kind, bytes, origin } = draft
    const fresh = this.#fresh.get(space) ?? []
    this.#fresh.set(space, fresh)
    fresh.push({ id, from, to, kind, bytes, origin, position })
    return position
  }

  override async close(): Promise<void> {
    this.#commits.close()
    await super.close()
  }
}
