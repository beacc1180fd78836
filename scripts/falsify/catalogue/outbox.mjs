const transactions = ['packages/replica/test/transactions/transactions.test.ts']
const settling = ['packages/replica/test/outbox/settle.test.ts']
const edits = ['packages/replica/test/edits/edits.test.ts', 'packages/replica/test/edits/freeze.test.ts']
const belief = ['packages/replica/test/engine/belief.test.ts']
const boot = ['packages/replica/test/engine/boot.test.ts']
const face = ['packages/replica/test/engine/face.test.ts']
const uploads = ['packages/replica/test/driver/uploads.test.ts']
const space = ['packages/replica/test/space/space.test.ts']

/** @type {import('./fault.mjs').Room} */
export const outbox = {
  title: 'Outbox',
  faults: [
    {
      name: 'row-removed-on-send',
      what: 'A packet leaves the outbox when it is frozen to be sent.',
      breaks: ['RE19'],
      file: 'packages/replica/src/transactions/freeze-open.ts',
      edits: [["    writer.put('outbox', outboxKey(row), row)\n", '']],
      suites: transactions,
    },
    {
      name: 'forgotten-when-confirmed',
      what: 'A packet is forgotten as soon as one relay has it.',
      breaks: ['RE10', 'RE22'],
      file: 'packages/replica/src/transactions/apply-stream.ts',
      edits: [
        [
          "for (const row of put) writer.put('outbox', [row.id, row.from], row)",
          "for (const row of put) row.kind === 'confirmed' ? writer.delete('outbox', [row.id, row.from]) : writer.put('outbox', [row.id, row.from], row)",
        ],
      ],
      suites: transactions,
    },
    {
      name: 'confirmed-with-all-before',
      what: 'The step that brings an own packet confirms the earlier ones of its id, too.',
      breaks: ['RE22'],
      file: 'packages/replica/src/transactions/apply-stream.ts',
      edits: [
        ['key.from <= from && to <= key.to', 'to <= key.to'],
        ['{ from: outboxKey(key), to: outboxRange(key.id).to }', 'outboxRange(key.id)'],
      ],
      suites: transactions,
    },
    {
      name: 'newest-go-first',
      what: 'Where acknowledged packets take too much room the newest go first.',
      breaks: ['RE10'],
      file: 'packages/replica/src/transactions/retention.ts',
      edits: [['(a.confirmedAt ?? 0) - (b.confirmedAt ?? 0)', '(b.confirmedAt ?? 0) - (a.confirmedAt ?? 0)']],
      suites: settling,
    },
    {
      name: 'id-kept-over-boots',
      what: 'A device goes on under the replica id of its last boot, also one that a clone or a backup has.',
      breaks: ['RE13'],
      file: 'packages/replica/src/engine/boot.ts',
      edits: [["        if (identity !== initialIdentity) writer.delete('meta', 'identity')\n", '']],
      suites: boot,
    },
    {
      name: 'number-handed-out-twice',
      what: 'Two batches get one number.',
      breaks: ['RE16'],
      file: 'packages/replica/src/transactions/append-batch.ts',
      edits: [['Math.max(next, row.to + 1)', 'Math.max(next, row.to)']],
      suites: transactions,
    },
    {
      name: 'numbers-forgotten-with-the-journal',
      what: 'When the journal is empty the numbers of an id begin anew.',
      breaks: ['RE16'],
      file: 'packages/replica/src/transactions/leave-journal.ts',
      edits: [
        [
          "  if (identity.id === id && identity.next <= to) writer.put('meta', 'identity', { ...identity, next: to + 1 } satisfies Identity)\n",
          '',
        ],
      ],
      suites: transactions,
    },
    {
      name: 'believed-number-handed-out-twice',
      what: 'A tab that believes to know the next number believes the same one again.',
      breaks: ['RE16', 'RE53'],
      file: 'packages/replica/src/mirror/outbox-mirror.ts',
      edits: [['Math.max(this.#nextNumber, to + 1)', 'Math.max(this.#nextNumber, to)']],
      suites: belief,
    },
    {
      name: 'wrong-belief-counts',
      what: 'A batch counts that a tab stored while another tab had written, under a number that is taken.',
      breaks: ['RE53'],
      file: 'packages/replica/src/storage/journal.ts',
      edits: [["return typeof after === 'number' && after !== revision - 1", "return typeof after === 'number' && after < 0"]],
      suites: transactions,
    },
    {
      name: 'wrong-belief-not-noticed',
      what: 'A tab does not look whether its batch counts: until the next edit it is on no disk.',
      breaks: ['RE53'],
      file: 'packages/replica/src/engine/space-core.ts',
      edits: [['if (revision !== after + 1) {', 'if (revision < 0) {']],
      suites: belief,
    },
    {
      name: 'writes-forgotten-with-the-journal',
      what: 'A write whose batch left the journal is stored again.',
      breaks: ['RE17', 'RE53'],
      file: 'packages/replica/src/transactions/leave-journal.ts',
      edits: [["    writer.put('meta', ['face', face], { number: Math.max(noted?.number ?? 0, last), at } satisfies FaceMeta)\n", '']],
      suites: transactions,
    },
    {
      name: 'batch-under-an-id-of-its-own',
      what: 'Every batch mints an id, so no two of them are of one device.',
      breaks: ['RE13', 'RE16'],
      file: 'packages/replica/src/transactions/append-batch.ts',
      edits: [['named?.id ?? known.id ?? mintId()', 'named?.id ?? mintId()']],
      suites: boot,
    },
    {
      name: 'stored-twice',
      what: 'A write that is on the disk is stored again when its commit was believed to have failed.',
      breaks: ['RE17', 'RE33'],
      file: 'packages/replica/src/transactions/append-batch.ts',
      edits: [['if (!isStored.every(Boolean)) missing.push(one)', 'missing.push(one)']],
      suites: transactions,
    },
    {
      name: 'lost-with-what-is-stored',
      what: 'Of writes tried again, those that are not stored go with those that are.',
      breaks: ['RE33'],
      file: 'packages/replica/src/transactions/append-batch.ts',
      edits: [['if (missing.length === 0) return null', 'if (missing.length < written.length) return null']],
      suites: transactions,
    },
    {
      name: 'worker-counts-anew',
      what: 'The next worker applies writes that the one before it stored.',
      breaks: ['RE17'],
      file: 'packages/replica/src/engine/writer.ts',
      edits: [['    this.#through = Math.max(this.#through, stored)\n', '']],
      suites: belief,
    },
    {
      name: 'told-twice-applied-twice',
      what: 'A write that is told to a worker twice counts twice.',
      breaks: ['RE17'],
      file: 'packages/replica/src/engine/writer.ts',
      edits: [['    if (request.number <= this.#through) return\n', '']],
      suites: face,
    },
    {
      name: 'sent-again-under-a-new-number',
      what: 'A page sends what a dead worker lost under new numbers.',
      breaks: ['RS13'],
      file: 'packages/replica/src/space/space.ts',
      edits: [
        ['for (const write of again) port.write(write)', 'for (const write of again) port.write({ ...write, number: ++lastNumber })'],
      ],
      suites: space,
    },
    {
      name: 'forgotten-when-written',
      what: 'A page does not keep what it has told its worker.',
      breaks: ['RS13'],
      file: 'packages/replica/src/space/space.ts',
      edits: [['      unsaved.keep(write)\n', '']],
      suites: space,
    },
    {
      name: 'folded-across-a-packet',
      what: 'Folding the queue takes the packet before it, and it is gone.',
      breaks: ['RE19', 'RE38'],
      file: 'packages/replica/src/transactions/fold-journal.ts',
      edits: [['older.id !== fold[0].id || older.to !== fold[0].from - 1 ||', 'older.id !== fold[0].id ||']],
      suites: ['packages/replica/test/transactions/faults.test.ts'],
    },
    {
      name: 'fold-forgets-writes',
      what: 'Folding the queue forgets which writes the earlier rows held.',
      breaks: ['RE17', 'RE18'],
      file: 'packages/replica/src/outbox/entry.ts',
      edits: [
        [
          'else merged.set(face, [face, Math.min(known[1], first), Math.max(known[2], last)])',
          'else merged.set(face, [face, first, last])',
        ],
      ],
      suites: transactions,
    },
    {
      name: 'refused-stays-in-read',
      what: 'A packet that no relay takes still counts in READ.',
      breaks: ['RE20'],
      file: 'packages/replica/src/outbox/accumulator.ts',
      edits: [
        [
          "this.#entries.filter((entry): entry is PacketEntry => entry.kind === 'frozen')",
          "this.#entries.filter((entry): entry is PacketEntry => entry.kind === 'frozen' || entry.kind === 'refused')",
        ],
      ],
      suites: uploads,
    },
    {
      name: 'confirmed-stays-in-read',
      what: 'A confirmed packet counts in the accumulator and in the reference.',
      breaks: ['RE2', 'RE3'],
      file: 'packages/replica/src/outbox/accumulator.ts',
      edits: [
        [
          "this.#entries.filter((entry): entry is PacketEntry => entry.kind === 'frozen')",
          "this.#entries.filter((entry): entry is PacketEntry => entry.kind === 'frozen' || entry.kind === 'confirmed')",
        ],
      ],
      suites: edits,
    },
    {
      name: 'pushed-out-of-order',
      what: 'Packets go up with the latest first.',
      breaks: ['RE42'],
      file: 'packages/replica/src/outbox/accumulator.ts',
      edits: [['a.id === b.id ? a.from - b.from', 'a.id === b.id ? b.from - a.from']],
      suites: uploads,
    },
    {
      name: 'boots-frozen-by-name',
      what: 'Batches of earlier boots are frozen in the order of their random ids.',
      breaks: ['RE72', 'TK27'],
      file: 'packages/replica/src/outbox/accumulator.ts',
      edits: [['(began.get(id) ?? 0)', '0']],
      suites: ['packages/replica/test/edits/freeze.test.ts'],
    },
    {
      name: 'boots-frozen-by-the-clock',
      what: 'What was written later, by a clock that was set back, is frozen earlier.',
      breaks: ['RE72', 'TK27'],
      file: 'packages/replica/src/engine/gathering.ts',
      edits: [['at: Math.max(now(), accumulator.lastBefore + 1)', 'at: now()']],
      suites: ['packages/replica/test/edits/freeze.test.ts'],
    },
  ],
}
