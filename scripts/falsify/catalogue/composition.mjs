const laws = ['packages/core/test/laws/compose.test.ts']
const drafts = ['packages/replica/test/edits/edits.test.ts', 'packages/replica/test/edits/freeze.test.ts']

/** @type {import('./fault.mjs').Room} */
export const composition = {
  title: 'Composition and difference',
  faults: [
    {
      name: 'fold-drops-an-element',
      what: 'A fold of two deltas takes the elements of the later one alone.',
      breaks: ['CO7', 'CO11'],
      file: 'packages/core/src/delta/cells.ts',
      edits: [['new Map<string, ElementValue>(first === undefined ? undefined : keyedCell(first))', 'new Map<string, ElementValue>()']],
      suites: laws,
    },
    {
      name: 'fold-shares-what-changes',
      what: 'A composition shares its parts with the deltas it was made of, and they change with it.',
      breaks: ['CO12'],
      file: 'packages/core/src/delta/compose.ts',
      edits: [
        ['const result = cloneDelta(first)', 'const result: Delta = { records: new Map(first.records), words: new Map(first.words) }'],
      ],
      suites: laws,
    },
    {
      name: 'copy-shares-elements',
      what: 'A copy of a delta shares its sets and tallies, and changes with it.',
      breaks: ['CO12'],
      file: 'packages/core/src/delta/table.ts',
      edits: [
        ['isKeyed(id) ? values.map((elements) => elements && new Map(elements as Map<string, never>)) : values.slice()', 'values.slice()'],
      ],
      suites: laws,
    },
    {
      name: 'difference-forgets-a-higher-life',
      what: 'What a record became in a later life is not in the difference.',
      breaks: ['CO13'],
      file: 'packages/core/src/delta/diff.ts',
      edits: [['if (held === undefined || held.life < row.life) left.set', 'if (held === undefined) left.set']],
      suites: laws,
    },
    {
      name: 'difference-forgets-what-was-taken-back',
      what: 'A sum that the whole has brought back to 0 is not in the difference.',
      breaks: ['CO13'],
      file: 'packages/core/src/delta/diff.ts',
      edits: [['for (const column of new Set([...whole.keys(), ...part.keys()])) {', 'for (const column of whole.keys()) {']],
      suites: ['packages/core/test/laws/cancelling.test.ts'],
    },
    {
      name: 'inverse-forgets-words',
      what: 'The inverse of a delta leaves its words out.',
      breaks: ['CO14'],
      file: 'packages/core/src/delta/diff.ts',
      edits: [['  for (const [table, words] of delta.words) result.words.set(table, invertWords(table, words))\n', '']],
      suites: laws,
    },
    {
      name: 'inverse-of-a-word-without-carry',
      what: 'The inverse of a word whose low half is 0 is one too small.',
      breaks: ['CO13', 'CO14'],
      file: 'packages/core/src/delta/diff.ts',
      edits: [['(~high + (low === 0 ? 1 : 0)) | 0', '~high']],
      suites: laws,
    },
    {
      name: 'queue-drops-an-element',
      what: 'Folding the offline queue, a later batch replaces the elements of an earlier one.',
      breaks: ['RE1', 'RE18'],
      file: 'packages/replica/src/edits/compose.ts',
      edits: [['const out = first ?? new Map<string, T>()', 'const out = new Map<string, T>()']],
      suites: drafts,
    },
    {
      name: 'queue-ignores-a-higher-life',
      what: 'Folding the offline queue, writes after a deletion are dropped.',
      breaks: ['RE1', 'RE18'],
      file: 'packages/replica/src/edits/compose.ts',
      edits: [
        [
          '  if (later.life > last.life) {\n    list[list.length - 1] = cloneSegment(later)\n    return\n  }\n',
          '  if (later.life > last.life) return\n',
        ],
      ],
      suites: drafts,
    },
    {
      name: 'queue-shares-what-changes',
      what: 'The folded queue shares its maps with the batches it was folded from.',
      breaks: ['RE1', 'RE3'],
      file: 'packages/replica/src/edits/compose.ts',
      edits: [['    list.push(cloneSegment(later))\n', '    list.push(later)\n']],
      suites: drafts,
    },
  ],
}
