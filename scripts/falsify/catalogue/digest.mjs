const laws = ['packages/core/test/laws/state.test.ts', 'packages/core/test/laws/convergence.test.ts']

/** @type {import('./fault.mjs').Room} */
export const digest = {
  title: 'Digest',
  faults: [
    {
      name: 'digest-keeps-the-old-value',
      what: 'A cell that changes is counted anew and its old value is not taken away.',
      breaks: ['CO16'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [
        ['if (this.#owed.add(id, record, column, at)) this.#count(id, record, column, at, -1)', 'this.#owed.add(id, record, column, at)'],
      ],
      suites: laws,
    },
    {
      name: 'digest-keeps-an-ended-life',
      what: 'The cells of a life that ended stay counted.',
      breaks: ['CO16'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [['      else this.#take(id, record, column, at)\n', '']],
      suites: laws,
    },
    {
      name: 'digest-ignores-lives',
      what: 'A record that was deleted and one that never was have one digest.',
      breaks: ['CO17'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [['hasher.cell(LIFE, NONE, 0, life, this.#address(id, record))', 'hasher.cell(LIFE, NONE, 0, 0, this.#address(id, record))']],
      suites: laws,
    },
    {
      name: 'digest-ignores-records',
      what: 'A cell counts the same in whatever record it is.',
      breaks: ['CO17'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [['      hasher.units(record)\n', '']],
      suites: laws,
    },
    {
      name: 'digest-of-half-a-word',
      what: 'The high half of a word does not count.',
      breaks: ['CO17'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [['hasher.pair(high, low)', 'hasher.pair(0, low)']],
      suites: ['packages/core/test/laws/cancelling.test.ts'],
    },
    {
      name: 'digest-takes-a-cell-out-twice',
      what: 'A cell that changes again, before anybody asked for the digest, is taken out again.',
      breaks: ['CO16'],
      file: 'packages/core/src/digest/owed-cells.ts',
      edits: [['    if (flagged[at] === 1) return false\n', '']],
      suites: laws,
    },
    {
      name: 'digest-owes-for-ever',
      what: 'A cell that was counted in again when somebody asked is still believed to be out.',
      breaks: ['CO16'],
      file: 'packages/core/src/digest/owed-cells.ts',
      edits: [['      this.#flagsOf(column, at)[at] = 0\n', '']],
      suites: laws,
    },
    {
      name: 'digest-takes-out-what-it-never-counted',
      what: 'Changes to a state that was decoded, and not hashed yet, are taken out of its digest.',
      breaks: ['CO16'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [['    if (this.#uncounted !== undefined) return\n    // Before this one', '    // Before this one']],
      suites: laws,
    },
    {
      name: 'digest-settles-amid-a-change',
      what: 'Where much is owed, a cell is counted in again with what it is about to lose.',
      breaks: ['CO16'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [
        [
          '    this.#take(id, record, column, at)\n  }',
          '    this.#take(id, record, column, at)\n    if (this.#owed.size >= MOST_OWED) this.#settle()\n  }',
        ],
      ],
      suites: laws,
    },
    {
      name: 'digest-of-the-beginning-of-a-text',
      what: 'Of a long text only what fits the words that are hashed in one go counts.',
      breaks: ['CO17'],
      file: 'packages/core/src/digest/hasher.ts',
      edits: [['if (this.#count === WAITING) this.mix(0)\n    this.#words', 'this.#words']],
      suites: laws,
    },
    {
      name: 'digest-without-pages',
      what: 'A reference that is read from its pages has a digest of its log alone.',
      breaks: ['RE51'],
      file: 'packages/core/src/state/state.ts',
      edits: [['  state.digest.merge(digest)\n', '']],
      suites: ['packages/replica/test/reference/pages.test.ts'],
    },
  ],
}
