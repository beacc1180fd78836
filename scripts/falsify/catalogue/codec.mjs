const refusals = ['packages/core/test/codec/refusals.test.ts', 'packages/core/test/codec/fuzz.test.ts']
const roundtrip = ['packages/core/test/codec/roundtrip.test.ts', 'packages/core/test/golden/golden.test.ts']
const values = ['packages/core/test/value/value.test.ts']
const order = ['packages/core/test/order/order.test.ts']
const vector = ['packages/core/test/vector/version-vector.test.ts']

/** @type {import('./fault.mjs').Room} */
export const codec = {
  title: 'Bytes',
  faults: [
    {
      name: 'unsorted-keys-accepted',
      what: 'A decoder takes keys in any order.',
      breaks: ['CO27', 'CO28'],
      file: 'packages/core/src/codec/texts.ts',
      edits: [
        [
          'if (at > 0 && (following === 0 || (before + prefix < start && (bytes[start + prefix] as number) <= (bytes[before + prefix] as number))))',
          'if (at > 0 && following === 0)',
        ],
      ],
      suites: refusals,
    },
    {
      name: 'records-taken-for-sorted',
      what: 'Records are written in the order in which they came.',
      breaks: ['CO24'],
      file: 'packages/core/src/delta/table.ts',
      edits: [['if (this.#ascending && at > 0 && compareUtf8(ids[at - 1] as string, id) >= 0) this.#ascending = false', '']],
      suites: roundtrip,
    },
    {
      name: 'identity-accepted',
      what: 'A decoder takes a counter of 0 in a delta.',
      breaks: ['CO25'],
      file: 'packages/core/src/codec/tables.ts',
      edits: [["    reader.check(absolute || !sums.includes(0), 'an identity cell')\n", '']],
      suites: refusals,
    },
    {
      name: 'identity-written',
      what: 'A word of 0 is written into a state.',
      breaks: ['CO25'],
      file: 'packages/core/src/codec/words.ts',
      edits: [
        ['if ((high | low) === 0 && !absolute) return', 'if (index < 0 && !absolute) return'],
        ['if ((high | low) !== 0) found = true', 'found = true'],
      ],
      suites: roundtrip,
    },
    {
      name: 'stray-bits-accepted',
      what: 'A decoder leaves the bits behind the last integer of a list alone.',
      breaks: ['CO33'],
      file: 'packages/core/src/codec/lists.ts',
      edits: [["  reader.check((held & ((1 << (heldCount & 7)) - 1)) === 0, 'bits after the last integer')\n", '']],
      suites: ['packages/core/test/codec/lists.test.ts', ...refusals],
    },
    {
      name: 'long-integer-accepted',
      what: 'A decoder takes an integer with needless bytes.',
      breaks: ['CO27', 'CO28'],
      file: 'packages/core/src/bytes/reader.ts',
      edits: [["      if (byte === 0 && unit > 1) throw this.malformed('an integer longer than needed')\n", '']],
      suites: refusals,
    },
    {
      name: 'value-in-a-second-spelling-accepted',
      what: 'A register holds 1 spelled as a float.',
      breaks: ['CO55'],
      file: 'packages/core/src/value/decode.ts',
      edits: [['reader.check(Number.isFinite(value) && !Number.isSafeInteger(value), ', 'reader.check(Number.isFinite(value), ']],
      suites: values,
    },
    {
      name: 'lone-surrogate-accepted',
      what: 'A decoder takes bytes that are no text, such as half of a character, for U+FFFD.',
      breaks: ['CO44'],
      file: 'packages/core/src/order/utf8.ts',
      edits: [
        [
          "new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })",
          "new TextDecoder('utf-8', { fatal: false as true, ignoreBOM: true })",
        ],
      ],
      suites: order,
    },
    {
      name: 'byte-order-mark-eaten',
      what: 'A text that begins with U+FEFF loses it.',
      breaks: ['CO44'],
      file: 'packages/core/src/order/utf8.ts',
      edits: [
        [
          "new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })",
          "new TextDecoder('utf-8', { fatal: true, ignoreBOM: false as true })",
        ],
      ],
      suites: order,
    },
    {
      name: 'keys-in-utf-16-order',
      what: 'Characters beyond U+FFFF are ordered before U+E000.',
      breaks: ['CO43'],
      file: 'packages/core/src/order/compare.ts',
      edits: [['return unit < 0xe000 ? unit + 0x2000 : unit - 0x800', 'return unit']],
      suites: order,
    },
    {
      name: 'prefix-equal-to-its-longer',
      what: 'Bytes and their prefix are taken for equal.',
      breaks: ['CO5', 'CO43'],
      file: 'packages/core/src/order/compare.ts',
      edits: [
        [
          'const difference = (left[at] as number) - (right[at] as number)\n    if (difference !== 0) return difference\n  }\n  return left.length - right.length',
          'const difference = (left[at] as number) - (right[at] as number)\n    if (difference !== 0) return difference\n  }\n  return 0',
        ],
      ],
      suites: order,
    },
    {
      name: 'trailing-bytes-accepted',
      what: 'A decoder leaves bytes behind the end alone.',
      breaks: ['CO27', 'CO41'],
      file: 'packages/core/src/bytes/reader.ts',
      edits: [["    this.check(this.remaining === 0, 'bytes after the end')\n", '']],
      suites: vector,
    },
    {
      name: 'bits-after-a-list-eaten',
      what: 'A decoder that read ahead forgets to go back to where the list of bits ends.',
      breaks: ['CO23', 'CO31'],
      file: 'packages/core/src/codec/lists.ts',
      edits: [['reader.offset = offset - (heldCount >>> 3)', 'reader.offset = offset']],
      suites: roundtrip,
    },
    {
      name: 'stamp-base-off-by-one',
      what: 'Stamps are counted from one past the least of them.',
      breaks: ['CO23', 'CO31'],
      file: 'packages/core/src/codec/stamps.ts',
      edits: [['const stamp = this.base + (low[at] as number)', 'const stamp = this.base + 1 + (low[at] as number)']],
      suites: roundtrip,
    },
    {
      name: 'stamp-past-the-safe-integers-accepted',
      what: 'A decoder takes a stamp that no number tells from the next.',
      breaks: ['CO27'],
      file: 'packages/core/src/codec/stamps.ts',
      edits: [["      reader.check(Number.isSafeInteger(greatest), 'a stamp out of range')\n", '']],
      suites: refusals,
    },
    {
      name: 'count-not-bounded',
      what: 'A decoder believes a count that there are no bytes for.',
      breaks: ['CO29'],
      file: 'packages/core/src/codec/tables.ts',
      edits: [['reader.check(count > 0 && count <= reader.remaining + 1, ', 'reader.check(count > 0, ']],
      suites: refusals,
    },
    {
      name: 'other-kind-accepted',
      what: 'An absolute is read as a delta, so what cells are is added to what they are.',
      breaks: ['CO30'],
      file: 'packages/core/src/codec/codec.ts',
      edits: [['head >>> 4 === VERSION && (head & 3) === mode', 'head >>> 4 === VERSION']],
      suites: refusals,
    },
    {
      name: 'vector-spelled-in-any-order',
      what: 'A version vector is read with its ids in any order.',
      breaks: ['CO41'],
      file: 'packages/core/src/vector/version-vector.ts',
      edits: [['reader.check(id > previous,', 'reader.check(id !== previous,']],
      suites: vector,
    },
  ],
}
