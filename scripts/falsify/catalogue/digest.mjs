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
      edits: [['    if (before !== undefined) this.#count(table, record, column, element, stampBefore, before, -1)\n', '']],
      suites: laws,
    },
    {
      name: 'digest-keeps-an-ended-life',
      what: 'The cells of a life that ended stay counted.',
      breaks: ['CO16'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [['      for (const [column, cell] of before.cells) this.#cell(table, record, column, cell, -1)\n', '']],
      suites: laws,
    },
    {
      name: 'digest-ignores-lives',
      what: 'A record that was deleted and one that never was have one digest.',
      breaks: ['CO17'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [['hasher.absorbCell(column ?? LIFE, stamp, value)', 'hasher.absorbCell(column ?? LIFE, stamp, column === null ? 0 : value)']],
      suites: laws,
    },
    {
      name: 'digest-ignores-records',
      what: 'A cell counts the same in whatever record it is.',
      breaks: ['CO17'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [['      hasher.absorbText(record)\n', '']],
      suites: laws,
    },
    {
      name: 'digest-of-half-a-word',
      what: 'The high half of a word does not count.',
      breaks: ['CO17'],
      file: 'packages/core/src/digest/digest.ts',
      edits: [['hasher.absorb(high, low, 0, 0)', 'hasher.absorb(0, low, 0, 0)']],
      suites: ['packages/core/test/laws/cancelling.test.ts'],
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
