const laws = ['packages/core/test/laws/compose.test.ts', 'packages/core/test/laws/convergence.test.ts']
const exact = ['packages/core/test/laws/exact.test.ts']
const cancelling = ['packages/core/test/laws/cancelling.test.ts']
const words = ['packages/core/test/words/register-pair.test.ts', 'packages/core/test/words/word-map.test.ts']

/** @type {import('./fault.mjs').Room} */
export const algebra = {
  title: 'Algebra and state',
  faults: [
    {
      name: 'carry-dropped',
      what: 'Adding two words loses the carry out of bit 31 where only one of them has that bit.',
      breaks: ['CO21', 'CO22'],
      file: 'packages/core/src/cell/word.ts',
      edits: [['((left & right) | ((left | right) & ~sum)) >>> 31', '(left & right) >>> 31']],
      suites: words,
    },
    {
      name: 'float-in-a-word',
      what: 'A word is read through a float: 2^53 + 1 is 2^53.',
      breaks: ['CO21', 'CO22'],
      file: 'packages/core/src/cell/word.ts',
      edits: [['return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)', 'return BigInt((high >>> 0) * 0x1_0000_0000 + (low >>> 0))']],
      suites: words,
    },
    {
      name: 'swap-keeps-the-accumulator',
      what: 'SWAP hands out what was accumulated and leaves it there, too.',
      breaks: ['CO22'],
      file: 'packages/core/src/register/register-pair.ts',
      edits: [['  accumulator.fill(0)\n', '']],
      suites: ['packages/core/test/words/register-pair.test.ts'],
    },
    {
      name: 'float-in-a-sum',
      what: 'A counter is summed as a float: 2^53 + 1 is 2^53.',
      breaks: ['CO3'],
      file: 'packages/core/src/delta/column.ts',
      edits: [['if (Number.isSafeInteger(sum)) return sum', 'return sum']],
      suites: exact,
    },
    {
      name: 'lww-ties-by-arrival',
      what: 'Of two registers with one stamp the one that arrives later wins.',
      breaks: ['CO5', 'CO10', 'CO11'],
      file: 'packages/core/src/delta/cells.ts',
      edits: [['return value !== held && compareCanonical(value, held) > 0', 'return value !== held']],
      suites: laws,
    },
    {
      name: 'life-compared-with-not-less',
      what: 'A record of an equal life replaces the one that is there instead of composing with it.',
      breaks: ['CO8', 'CO10'],
      file: 'packages/core/src/delta/merge.ts',
      edits: [['    if (held === life) return placeOf(life, at)\n', '']],
      suites: laws,
    },
    {
      name: 'dead-record-keeps-cells',
      what: 'A record that is deleted keeps the cells of the life that ended.',
      breaks: ['CO8', 'CO10'],
      file: 'packages/core/src/delta/table.ts',
      edits: [['    this.lives[at] = life\n', '    this.lives[at] = life\n    if ((life & 1) === 0) return\n']],
      suites: laws,
    },
    {
      name: 'identity-cell-left-behind',
      what: 'A counter that comes back to 0 stays as a cell.',
      breaks: ['CO9', 'CO10'],
      file: 'packages/core/src/delta/merge.ts',
      edits: [['      if (after === 0) after = undefined\n', '']],
      suites: cancelling,
    },
    {
      name: 'max-by-magnitude',
      what: 'Of -3 and 0 max keeps -3.',
      breaks: ['CO4', 'CO10'],
      file: 'packages/core/src/delta/merge.ts',
      edits: [['algebra === Algebra.max ? value > before', 'algebra === Algebra.max ? Math.abs(Number(value)) > Math.abs(Number(before))']],
      suites: laws,
    },
    {
      name: 'negative-zero-kept',
      what: 'max and min tell -0 from 0: one number, two states.',
      breaks: ['CO4'],
      file: 'packages/core/src/delta/column.ts',
      edits: [['numberCell(cell) + 0', 'numberCell(cell)']],
      suites: exact,
    },
    {
      name: 'set-element-by-presence',
      what: 'An element that somebody has is in the set, whatever was removed since.',
      breaks: ['CO6', 'CO10'],
      file: 'packages/core/src/delta/cells.ts',
      edits: [
        [
          'return first === undefined || numberCell(second) > numberCell(first) ? second : first',
          'return first === undefined || numberCell(second) % 2 > numberCell(first) % 2 ? second : first',
        ],
      ],
      suites: laws,
    },
    {
      name: 'tally-element-dropped',
      what: 'A tally that is written to forgets its other elements.',
      breaks: ['CO7', 'CO10'],
      file: 'packages/core/src/delta/merge.ts',
      edits: [['(before as Map<string, ElementValue> | undefined) ?? new Map<string, ElementValue>()', 'new Map<string, ElementValue>()']],
      suites: laws,
    },
    {
      name: 'change-not-told',
      what: 'A cell that comes back to 0 is not told to those who keep what changed.',
      breaks: ['CO16', 'CO20'],
      file: 'packages/core/src/delta/merge.ts',
      edits: [
        [
          'listener?.cell(table, own.ids[at] as string, held, at)\n    putValue(held, at, after)',
          'if (after !== undefined) listener?.cell(table, own.ids[at] as string, held, at)\n    putValue(held, at, after)',
        ],
      ],
      suites: cancelling,
    },
    {
      name: 'load-composes',
      what: 'LOAD adds to what is there instead of taking its place.',
      breaks: ['CO18', 'CO19'],
      file: 'packages/core/src/delta/merge.ts',
      edits: [
        [
          'if (!absolute && before !== undefined) after = addInt64(before, value)',
          'if (before !== undefined) after = addInt64(before, value)',
        ],
      ],
      suites: ['packages/core/test/laws/state.test.ts'],
    },
    {
      name: 'large-delta-cut-off',
      what: 'Of a delta of many records only the first 64 get their cells.',
      breaks: ['CO10', 'CO11'],
      file: 'packages/core/src/delta/merge.ts',
      edits: [['  if (count > places.length) places = new Int32Array(count * 2)\n', '']],
      suites: exact,
    },
  ],
}
