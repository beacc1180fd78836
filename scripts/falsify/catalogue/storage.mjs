const transactions = ['packages/replica/test/transactions/transactions.test.ts']
const checkpoints = ['packages/replica/test/engine/checkpoint.test.ts']
const faults = ['packages/replica/test/transactions/faults.test.ts']

/** @type {import('./fault.mjs').Room} */
export const storage = {
  title: 'Pages and log of a replica',
  faults: [
    {
      name: 'checkpoint-forgets-the-log-of-before',
      what: 'What the log held when it was read from the disk is not in the pages that the next checkpoint writes.',
      breaks: ['RE25'],
      file: 'packages/replica/src/mirror/reference-mirror.ts',
      edits: [['    for (const { delta, bytes } of loaded.log) this.dirty.add(delta, bytes)\n', '']],
      suites: checkpoints,
    },
    {
      name: 'checkpoint-forgets-a-step',
      what: 'A step of the stream is in the log, which the checkpoint clears, and in no page.',
      breaks: ['RE25'],
      file: 'packages/replica/src/mirror/reference-mirror.ts',
      edits: [['      this.dirty.add(delta, row.bytes.length)\n', '']],
      suites: checkpoints,
    },
    {
      name: 'checkpoint-writes-one-page',
      what: 'Of the pages that the log touched the first alone is written.',
      breaks: ['RE25'],
      file: 'packages/replica/src/reference/dirty-pages.ts',
      edits: [
        [
          'for (const bucket of bucketsOf(delta, this.pageCount)) this.buckets.add(bucket)',
          'for (const bucket of [...bucketsOf(delta, this.pageCount)].slice(0, 1)) this.buckets.add(bucket)',
        ],
      ],
      suites: checkpoints,
    },
    {
      name: 'checkpoint-in-two-transactions',
      what: 'The log is cleared before the pages are written: what dies in between loses it.',
      breaks: ['RE25'],
      file: 'packages/replica/src/transactions/checkpoint.ts',
      edits: [
        [
          "  return store.write('relaxed', async (writer) => {\n",
          "  await store.write('relaxed', async (writer) => writer.clear('log'))\n  return store.write('relaxed', async (writer) => {\n",
        ],
      ],
      suites: faults,
    },
    {
      name: 'checkpoint-from-elsewhere',
      what: 'A tab whose memory is behind the disk writes pages and clears the log that it has not seen.',
      breaks: ['RE25'],
      file: 'packages/replica/src/transactions/checkpoint.ts',
      edits: [[' || reference.position !== memory.place.position', '']],
      suites: transactions,
    },
    {
      name: 'dirty-pages-missed-on-a-split',
      what: 'When the pages split, those that the log did not touch are not written.',
      breaks: ['RE25'],
      file: 'packages/replica/src/transactions/checkpoint.ts',
      edits: [
        [
          'encodePages(memory.reference.delta, pageCount, rewriteAll ? null : dirty.buckets)',
          'encodePages(memory.reference.delta, pageCount, dirty.buckets)',
        ],
      ],
      suites: transactions,
    },
    {
      name: 'split-of-another-tab-missed',
      what: 'A tab writes its dirty pages by its own count, although another tab has split them.',
      breaks: ['RE34'],
      file: 'packages/replica/src/transactions/checkpoint.ts',
      edits: [[' || pageCount !== dirty.pageCount', '']],
      suites: transactions,
    },
    {
      name: 'empty-page-kept',
      what: 'A page whose records all moved away keeps them.',
      breaks: ['RE25'],
      file: 'packages/replica/src/transactions/checkpoint.ts',
      edits: [["if (page === null) writer.delete('pages', bucket)\n      else writer.put", 'if (page !== null) writer.put']],
      suites: checkpoints,
    },
    {
      name: 'journal-swept-with-its-batches',
      what: 'A checkpoint drops batches that no relay has, with the revisions before them.',
      breaks: ['RE25'],
      file: 'packages/replica/src/storage/journal.ts',
      edits: [['(batches[0]?.revision ?? revision) - 1', 'revision - 1']],
      suites: faults,
    },
    {
      name: 'page-of-another-bucket-believed',
      what: 'A page is joined to the others although it holds a record that may be on one of them, too.',
      breaks: ['RE51'],
      file: 'packages/replica/src/reference/pages.ts',
      edits: [['if (each !== bucket) throw new RangeError(`a record of page ${each}`)', '']],
      suites: ['packages/replica/test/reference/pages.test.ts'],
    },
    {
      name: 'pages-joined-as-if-in-order',
      what: 'Records that were read page by page are written, and shown, in the order of the pages.',
      breaks: ['CO16'],
      file: 'packages/core/src/delta/table.ts',
      edits: [['    joined.#ascending = tables.every(', '    joined.#ascending ||= tables.every(']],
      suites: ['packages/core/test/laws/state.test.ts'],
    },
    {
      name: 'damage-believed',
      what: 'A row whose checksum does not match is read all the same.',
      breaks: ['RE26', 'RE27'],
      file: 'packages/replica/src/storage/rows.ts',
      edits: [["  if (hashBytes(bytes) !== sum) throw damaged(where, 'does not match its checksum')\n", '']],
      suites: transactions,
    },
    {
      name: 'damaged-page-keeps-its-place',
      what: 'A reference that lost a page stays where it stood, so nothing brings back what it lost.',
      breaks: ['RE27'],
      file: 'packages/replica/src/storage/load.ts',
      edits: [["return name === 'pages' || name === 'log'", "return name === 'log'"]],
      suites: faults,
    },
    {
      name: 'damaged-row-lost',
      what: 'A damaged row of the outbox is deleted instead of set aside.',
      breaks: ['RE26'],
      file: 'packages/replica/src/storage/load.ts',
      edits: [["      writer.put('meta', ['damaged', name, Array.isArray(key) ? key.join('/') : String(key), now], value)\n", '']],
      suites: transactions,
    },
    {
      name: 'log-replayed-as-differences',
      what: 'Absolute rows of the log are added to the pages when they are read again.',
      breaks: ['RE23', 'CO18'],
      file: 'packages/replica/src/storage/load.ts',
      edits: [["if (entry.kind === 'delta') applyDelta(state, delta)\n      else loadAbsolute(state, delta)", 'applyDelta(state, delta)']],
      suites: faults,
    },
    {
      name: 'stored-element-off-by-one',
      what: 'An element that was put comes back from the disk as removed.',
      breaks: ['RE4'],
      file: 'packages/replica/src/edits/draft-codec.ts',
      edits: [['(rank) => rank - 1', '(rank) => rank']],
      suites: ['packages/replica/test/edits/edits.test.ts'],
    },
  ],
}
