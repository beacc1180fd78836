const suites = ['packages/testkit/test/histories.test.ts']
const replica = 'packages/replica/src'

/** What no edit shows: that something is left over, or that all agree on what is wrong. @type {import('./fault.mjs').Room} */
export const atRest = {
  title: 'At rest, in simulated histories',
  faults: [
    {
      name: 'journal-never-swept',
      what: 'The revisions of transactions that stored no batch stay for ever.',
      breaks: ['TK29'],
      file: `${replica}/transactions/checkpoint.ts`,
      edits: [['    await sweepJournal(writer)\n', '']],
      suites,
    },
    {
      name: 'slices-left-behind',
      what: 'The slices of a catching-up stay when it is adopted.',
      breaks: ['TK29'],
      file: `${replica}/transactions/catch-up.ts`,
      edits: [['    clearStaging(writer)\n    const place =', "    writer.delete('meta', 'staging')\n    const place ="]],
      suites,
    },
    {
      name: 'channel-left-open',
      what: 'An engine that leaves its disk goes on listening to other tabs.',
      breaks: ['TK29'],
      file: `${replica}/engine/space-core.ts`,
      edits: [['    this.neighbours.close()\n', '']],
      suites,
    },
    {
      name: 'looks-on-after-its-end',
      what: 'An engine that has ended goes on looking at the disk now and then.',
      breaks: ['TK29'],
      file: `${replica}/engine/tab-protocol.ts`,
      edits: [['      closed = true\n      cancelLook()\n', '']],
      suites,
    },
    {
      name: 'earlier-stamp-wins',
      what: 'Of two values of a register the earlier one stays, everywhere alike.',
      breaks: ['CO5', 'TK28'],
      file: 'packages/core/src/delta/cells.ts',
      edits: [['return stamp > heldStamp', 'return stamp < heldStamp']],
      suites,
    },
    {
      name: 'snapshot-skips-an-entry',
      what: 'A relay that starts from a snapshot leaves out the entry after it, and no device lacks anything.',
      breaks: ['TK22'],
      file: 'packages/relay/src/space/load.ts',
      edits: [['await log.read(name, space.folded, page)', 'await log.read(name, space.folded === 0 ? 0 : space.folded + 1, page)']],
      suites,
    },
  ],
}
