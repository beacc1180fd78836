const histories = ['packages/testkit/test/links.test.ts']
const sockets = ['packages/relay/test/link/link.test.ts']
const log = ['packages/relay/test/log/sqlite.test.ts']
const pull = 'packages/relay/src/link/pull.ts'
const feed = 'packages/relay/src/link/feed.ts'

/** What goes wrong between relays. @type {import('./fault.mjs').Room} */
export const links = {
  title: 'Links between relays',
  faults: [
    {
      name: 'link-folds-packets',
      what: 'Packets of one id that follow each other are stored as one.',
      breaks: ['RL100'],
      file: pull,
      edits: [
        [
          "import { TorsorError, VersionVector } from '@torsor/core'",
          "import { compose, decodeDelta, encodeDelta, TorsorError, VersionVector } from '@torsor/core'",
        ],
        [
          '    await this.#context.log.pull(this.#space, this.#link.name, { nonce, position }, news)\n',
          `    for (let at = news.length - 1; at > 0; at--) {
      const [one, other] = [news[at - 1] as Draft, news[at] as Draft]
      if (one.id !== other.id || one.to + 1 !== other.from || one.kind !== 'packet' || other.kind !== 'packet') continue
      const bytes = encodeDelta(compose(decodeDelta(one.bytes), decodeDelta(other.bytes)))
      news.splice(at - 1, 2, { ...one, to: other.to, bytes })
    }
    await this.#context.log.pull(this.#space, this.#link.name, { nonce, position }, news)
`,
        ],
      ],
      suites: sockets,
    },
    {
      name: 'cursor-before-its-entries',
      what: 'The cursor of a link is stored first, and what came up to it in the next transaction.',
      breaks: ['RL106'],
      file: 'packages/relay/src/log/writer.ts',
      edits: [
        [
          `    return this.#commits.run(() => {
      for (const draft of drafts) this.#insert(space, draft, this.#storage.owner(space, draft.id))
      this.#storage.putCursor(space, link, cursor)
    })
`,
          `    return this.#commits
      .run(() => this.#storage.putCursor(space, link, cursor))
      .then(() =>
        this.#commits.run(() => {
          for (const draft of drafts) this.#insert(space, draft, this.#storage.owner(space, draft.id))
        }),
      )
`,
        ],
      ],
      suites: [...log, ...histories],
    },
    {
      name: 'link-without-dedupe',
      what: 'What comes over a link goes into the log although it is there: it goes round and round.',
      breaks: ['RL100'],
      file: pull,
      edits: [['        !(await this.#isHeld(space, draft)) &&\n', '']],
      suites: sockets,
    },
    {
      name: 'link-drops-what-counts',
      what: 'What comes over a link is dropped when its batches count, also where a clone has frozen them otherwise.',
      breaks: ['RL29', 'TK25'],
      file: pull,
      edits: [
        [
          "    if (covered && (draft.kind === 'void' || !there.some(({ kind }) => kind === 'packet'))) return true\n",
          '    if (covered) return true\n',
        ],
      ],
      suites: [...histories, ...sockets],
    },
    {
      name: 'clone-comes-too-late',
      what: 'Of batches that two clones froze, those count that a relay met first.',
      breaks: ['RL29', 'TK25'],
      file: 'packages/relay/src/space/folded.ts',
      edits: [
        ["if (coverage === 'all' && (entry.kind === 'void' || held === null)) return nothing", "if (coverage === 'all') return nothing"],
      ],
      suites: [...histories, 'packages/relay/test/space/variant.test.ts'],
    },
    {
      name: 'clone-counts-twice-in-a-life',
      what: 'What batches add up to counts for each clone that froze them.',
      breaks: ['RL29', 'TK25'],
      file: 'packages/relay/src/space/variant.ts',
      edits: [['  if (larger.length > 0) for (const id of [...cells.keys()]) if (isGroup(id)) cells.delete(id)\n', '']],
      suites: ['packages/relay/test/space/variant.test.ts'],
    },
    {
      name: 'retention-ignores-links',
      what: 'Entries go although a relay that is configured to follow lacks them.',
      breaks: ['RL114', 'TK26'],
      file: 'packages/relay/src/space/retention.ts',
      edits: [[' || this.#peers.some((peer) => (this.#held.get(peer) ?? 0) < mark.position)', '']],
      suites: histories,
    },
    {
      name: 'client-follows-as-a-link',
      what: 'Whoever may read and write may follow the log, and sees ids.',
      breaks: ['RL110'],
      file: feed,
      edits: [
        ["if (ruling.grant.access === 'link') return ruling.grant.principal", 'if (ruling.grant.principal) return ruling.grant.principal'],
      ],
      suites: sockets,
    },
    {
      name: 'link-token-opens-a-session',
      what: 'A grant for a relay lets a client in.',
      breaks: ['RL110'],
      file: 'packages/relay/src/session/session.ts',
      edits: [["if (access === 'link') return this.tell(", "if (access === 'link' && principal === '') return this.tell("]],
      suites: sockets,
    },
    {
      name: 'voids-not-passed-on',
      what: 'What was refused for good at one relay is taken at the next.',
      breaks: ['RL104'],
      file: pull,
      edits: [['    session.position = position\n', '    session.position = position\n    if (refused) return null\n']],
      suites: sockets,
    },
    {
      name: 'place-of-a-link-past-its-reign',
      what: 'A follower goes on where it stood, although the relay lost that part of its log and has another one there.',
      breaks: ['RL112', 'TK25'],
      file: 'packages/relay/src/space/place.ts',
      edits: [['Math.min(place.position, reigns[at + 1]?.start ?? head)', 'Math.min(place.position, head)']],
      suites: [...histories, ...sockets],
    },
    {
      name: 'strange-nonce-of-a-link-trusted',
      what: 'A follower goes on where it stood, in a log that it has never seen.',
      breaks: ['RL112'],
      file: 'packages/relay/src/space/place.ts',
      edits: [['place === null || at < 0 ? 0', 'place === null ? 0 : at < 0 ? Math.min(place.position, head)']],
      suites: sockets,
    },
    {
      name: 'gap-overlooked',
      what: 'A relay goes on although what it lacks is gone where it could have come from.',
      breaks: ['RL115'],
      file: pull,
      edits: [['    if (lacking.length === 0) return\n', '    if (lacking.length >= 0) return\n']],
      suites: sockets,
    },
    {
      name: 'trimmed-log-folded-from-its-rest',
      what: 'A relay whose snapshot is damaged takes what is left of its log for all there was.',
      breaks: ['RL116'],
      file: 'packages/relay/src/space/load.ts',
      edits: [['if (from.folded < (await log.floor(name)).position)', 'if (from.folded < 0)']],
      suites: sockets,
    },
    {
      name: 'id-belongs-to-the-link',
      what: 'An id that came over a link belongs to the link, so that its owner is turned away.',
      breaks: ['RL102', 'TK25'],
      file: pull,
      edits: [['bytes: whole, principal, origin: null }', 'bytes: whole, principal: this.#link.name, origin: null }']],
      suites: sockets,
    },
    {
      name: 'feed-without-an-end',
      what: 'Pages are sent whether or not the follower has stored the last one.',
      breaks: ['RL111'],
      file: feed,
      edits: [
        ['this.#fed !== null && this.#fed.held === this.#fed.sent && !this.#ended', 'this.#fed !== null && !this.#ended'],
        [
          '          await this.#sendPage(this.#fed)\n',
          '          const { sent } = this.#fed\n          await this.#sendPage(this.#fed)\n          this.#news ||= this.#fed.sent > sent\n',
        ],
      ],
      suites: sockets,
    },
  ],
}
