const suites = ['packages/testkit/test/histories.test.ts']
const replica = 'packages/replica/src'
const relay = 'packages/relay/src'

/**
 * The rules of replication (docs/ARCHITECTURE.md), each switched off in the code that keeps it, where no other room does
 * so: simulated histories alone have to show what then breaks. @type {import('./fault.mjs').Room}
 */
export const rules = {
  title: 'Rules of replication switched off, in simulated histories',
  faults: [
    {
      name: 'rule-1-id-for-ever',
      what: 'A device keeps its replica id over every start.',
      breaks: ['RE13', 'TK22'],
      file: `${replica}/engine/boot.ts`,
      edits: [["        if (identity !== initialIdentity) writer.delete('meta', 'identity')\n", '']],
      suites,
    },
    {
      name: 'rule-3-freezes-a-part',
      what: 'Freezing takes the last two of the open batches.',
      breaks: ['RE11', 'TK22'],
      file: `${replica}/transactions/freeze-open.ts`,
      edits: [
        [
          'frozenTogether(id, await openRows(writer, known, journal))',
          'frozenTogether(id, (await openRows(writer, known, journal)).slice(-2))',
        ],
      ],
      suites: ['packages/testkit/test/rare/clones.test.ts'],
    },
    {
      name: 'rule-6-staged-past-the-reign',
      what: 'A catching-up goes on although what was staged was read past the end of its reign.',
      breaks: ['RL51', 'TK22'],
      file: `${relay}/space/place.ts`,
      edits: [
        [
          'isValidPlace({ nonce: staged.nonce, position: staged.head }, reigns, head)',
          'isValidPlace({ nonce: staged.nonce, position: 0 }, reigns, head)',
        ],
      ],
      suites: ['packages/testkit/test/rare/forgetful-relays.test.ts'],
    },
    {
      name: 'rule-7-slices-as-they-come',
      what: 'Slices count in READ as they come.',
      breaks: ['RE23', 'TK20'],
      file: `${replica}/engine/catching-up.ts`,
      edits: [
        [
          '    staging.slices.push(slice.cells)\n',
          '    staging.slices.push(slice.cells)\n    this.#core.memory.loadIntoReference(decodeAbsolute(slice.cells))\n',
        ],
      ],
      suites,
    },
    {
      name: 'rule-7-coverage-of-the-opening',
      what: 'What was adopted is held to cover what it did when the session opened.',
      breaks: ['RE9', 'TK21'],
      file: `${replica}/driver/downloads.ts`,
      edits: [
        ['    this.#nonce = opened.nonce\n', '    this.#nonce = opened.nonce\n    this.opened = opened\n'],
        ['this.#replication.adopt(message)', 'this.#replication.adopt({ ...message, coverage: this.opened.coverage })'],
      ],
      suites,
    },
    {
      name: 'rule-7-identity-is-no-change',
      what: 'A counter that returned to nothing is no change since a place.',
      breaks: ['RL41', 'TK22'],
      file: `${relay}/space/absolute.ts`,
      edits: [
        [
          '    else copies.put(into, column, new Map([[element, value]]) as Cell)\n',
          '    else if (value !== 0n) copies.put(into, column, new Map([[element, value]]) as Cell)\n',
        ],
        [
          'if (element === null) copies.put(into, column, cell ?? identityOf(column))',
          'if (element === null) { if (cell !== undefined) copies.put(into, column, cell) }',
        ],
      ],
      suites,
    },
    {
      name: 'rule-14-never-compared',
      what: 'A replica believes that its reference is the relay’s.',
      breaks: ['RE48', 'TK22'],
      file: `${replica}/engine/compare.ts`,
      edits: [["return digestCheck(digest) === told ? { position, digest } : 'differs'", 'return { position, digest }']],
      suites: ['packages/testkit/test/flipped-bits.test.ts'],
    },
  ],
}
