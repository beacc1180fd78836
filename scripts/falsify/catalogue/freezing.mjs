const transactions = ['packages/replica/test/transactions/transactions.test.ts']
const edits = ['packages/replica/test/edits/freeze.test.ts', 'packages/replica/test/edits/edits.test.ts']
const uploads = ['packages/replica/test/driver/uploads.test.ts']

/** @type {import('./fault.mjs').Room} */
export const freezing = {
  title: 'Freezing',
  faults: [
    {
      name: 'range-frozen-again',
      what: 'The batches of a packet stay open, and are frozen into the next one too.',
      breaks: ['RE19'],
      file: 'packages/replica/src/transactions/freeze-open.ts',
      edits: [["      if (batch === null) writer.delete('outbox', [id, entry.from])\n      else used.add(batch)\n", '']],
      suites: transactions,
    },
    {
      name: 'frozen-anew-on-retry',
      what: 'A packet is frozen in memory alone: what is sent again after a restart has other stamps and bounds.',
      breaks: ['RE19'],
      file: 'packages/replica/src/transactions/freeze-open.ts',
      edits: [
        [
          "import { fromOutboxRow, outboxKey, outboxRange, seal, type OutboxRow } from '../storage/rows.js'",
          "import { fromOutboxRow, outboxKey, outboxRange, seal, toOutboxRow, type OutboxRow } from '../storage/rows.js'",
        ],
        [
          "    writer.put('outbox', outboxKey(row), row)\n",
          "    for (const entry of open) writer.put('outbox', [id, entry.from], toOutboxRow({ ...entry, id }))\n",
        ],
      ],
      suites: transactions,
    },
    {
      name: 'frozen-relaxed',
      what: 'A packet may leave before it is on the disk for certain: after a loss of power its range is used for other edits.',
      breaks: ['RE19'],
      file: 'packages/replica/src/transactions/freeze-open.ts',
      edits: [["store.write('strict'", "store.write('relaxed'"]],
      suites: ['packages/replica/test/transactions/faults.test.ts'],
    },
    {
      name: 'frozen-across-a-gap',
      what: 'A packet takes batches beyond a gap, which it then covers.',
      breaks: ['RE38'],
      file: 'packages/replica/src/transactions/freeze-open.ts',
      edits: [['  while (found[count]?.entry.from === (found[count - 1]?.entry.to ?? 0) + 1) count++\n', '  count = found.length\n']],
      suites: transactions,
    },
    {
      name: 'frozen-before-catch-up',
      what: 'Open batches are frozen as soon as there is a connection.',
      breaks: ['RE48'],
      file: 'packages/replica/src/engine/replication.ts',
      edits: [['      if (!this.#caughtUp) return\n', '']],
      suites: uploads,
    },
    {
      name: 'frozen-on-a-differing-reference',
      what: 'Open batches are frozen against a reference that is known to differ from the relay’s.',
      breaks: ['RE48'],
      file: 'packages/replica/src/engine/replication.ts',
      edits: [["this.#caughtUp = typeof compared === 'object'", 'this.#caughtUp = true']],
      suites: uploads,
    },
    {
      name: 'caught-up-for-ever',
      what: 'A session that has not caught up freezes because an earlier one had.',
      breaks: ['RE48'],
      file: 'packages/replica/src/engine/replication.ts',
      edits: [['      this.#caughtUp = false\n', '']],
      suites: ['packages/replica/test/engine/replication.test.ts'],
    },
    {
      name: 'life-given-when-written',
      what: 'A write to a record that READ does not hold gets life 1 at once, not the one it has where it meets others.',
      breaks: ['RE7'],
      file: 'packages/replica/src/edits/record.ts',
      edits: [['return { relative: true, life: alive ? 0 : 1 }', 'return { relative: false, life: alive ? 1 : 2 }']],
      suites: edits,
    },
    {
      name: 'life-against-a-stale-reference',
      what: 'Lifeless writes are resolved against what was there when they were written, not against what was caught up with.',
      breaks: ['RE7'],
      file: 'packages/replica/src/edits/freeze.ts',
      edits: [
        [
          'resolveSegments(segments, baseRow(table, record), stamp, ownRow(table, record), ',
          'resolveSegments(segments, ownRow(table, record), stamp, ownRow(table, record), ',
        ],
      ],
      suites: edits,
    },
    {
      name: 'life-revives-by-one',
      what: 'A lifeless write to a record that is alive gets the next life, which replaces what everybody wrote.',
      breaks: ['RE7'],
      file: 'packages/replica/src/edits/resolve.ts',
      edits: [['return base % 2 === 1 ? base : base + 1', 'return base % 2 === 1 ? base + 2 : base + 1']],
      suites: edits,
    },
    {
      name: 'element-given-its-length-when-written',
      what: 'An element that READ does not hold is put with causal length 1, below what removed it elsewhere.',
      breaks: ['RE7'],
      file: 'packages/replica/src/edits/resolve.ts',
      edits: [['const base = Math.max(ground?.get(element) ?? 0, out.get(element) ?? 0)', 'const base = out.get(element) ?? 0']],
      suites: edits,
    },
    {
      name: 'counter-set-by-its-sum',
      what: 'A counter that is said to be a value adds the difference, so two devices that say so count twice.',
      breaks: ['RE8'],
      file: 'packages/replica/src/edits/intents.ts',
      edits: [
        [
          "else if (field.kind === 'counter') this.#writeBase(field, value as bigint)",
          "else if (field.kind === 'counter') this.add({ [name]: value as bigint })",
        ],
      ],
      suites: edits,
    },
    {
      name: 'counter-base-ignores-the-sum-seen',
      what: 'A counter that is said to be 17 shows 17 and all that was added before.',
      breaks: ['RE1', 'RE8'],
      file: 'packages/replica/src/edits/intents.ts',
      edits: [['value - seen', 'value']],
      suites: edits,
    },
  ],
}
