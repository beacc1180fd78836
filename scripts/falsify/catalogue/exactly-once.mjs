const vector = ['packages/core/test/vector/version-vector.test.ts']
const folding = ['packages/relay/test/space/folded.test.ts']
const once = ['packages/relay/test/space/once.test.ts']
const cover = ['packages/relay/test/space/cover.test.ts', 'packages/relay/test/space/folded.test.ts']
const place = ['packages/relay/test/space/place.test.ts']
const transactions = ['packages/replica/test/transactions/transactions.test.ts']
const settling = ['packages/replica/test/outbox/settle.test.ts']

/** @type {import('./fault.mjs').Room} */
export const exactlyOnce = {
  title: 'Exactly once',
  faults: [
    {
      name: 'hole-forgotten',
      what: 'A range that comes after a gap of one batch is taken to close it.',
      breaks: ['CO38'],
      file: 'packages/core/src/vector/ranges.ts',
      edits: [['rangeAt(ranges, first).to < from - 1) first++', 'rangeAt(ranges, first).to < from - 2) first++']],
      suites: vector,
    },
    {
      name: 'coverage-by-frontier-only',
      what: 'Ranges beyond the frontier do not count as held: they are applied again.',
      breaks: ['CO38', 'RL23'],
      file: 'packages/core/src/vector/version-vector.ts',
      edits: [['return coverageOf(this.ranges(id), from, to)', 'return coverageOf([{ from: 1, to: this.frontier(id) }], from, to)']],
      suites: [...vector, ...folding],
    },
    {
      name: 'coverage-by-the-end-alone',
      what: 'A range counts as held when its end is.',
      breaks: ['CO38'],
      file: 'packages/core/src/vector/ranges.ts',
      edits: [["return range.from <= from && range.to >= to ? 'all' : 'some'", "return range.to >= to ? 'all' : 'some'"]],
      suites: vector,
    },
    {
      name: 'range-beyond-64-accepted',
      what: 'A vector keeps one range more than it may.',
      breaks: ['CO39', 'RL27'],
      file: 'packages/core/src/vector/version-vector.ts',
      edits: [
        [
          'if (beyondFrontier(ranges) > MAX_RANGES_BEYOND_FRONTIER) return false',
          'if (beyondFrontier(ranges) > MAX_RANGES_BEYOND_FRONTIER + 1) return false',
        ],
      ],
      suites: vector,
    },
    {
      name: 'duplicate-applied',
      what: 'The relay applies a packet that it holds again.',
      breaks: ['RL23'],
      file: 'packages/relay/src/space/folded.ts',
      edits: [
        [
          "    if (coverage === 'all' && (entry.kind === 'void' || held === null)) return nothing\n",
          "    if (coverage === 'all' && entry.kind === 'void') return nothing\n",
        ],
      ],
      suites: folding,
    },
    {
      name: 'overlapping-range-accepted',
      what: 'The relay applies a packet whole of which it holds a part that it cannot find.',
      breaks: ['RL25'],
      file: 'packages/relay/src/space/folded.ts',
      edits: [["    if (coverage === 'some' && held === null) return refused('overlap-unresolvable')\n", '']],
      suites: folding,
    },
    {
      name: 'part-applied-twice',
      what: 'The relay applies a larger packet whole, although it holds smaller ones of its range.',
      breaks: ['RL24'],
      file: 'packages/relay/src/space/folded.ts',
      edits: [["coverage === 'none' || held === null ? packet : lessen(packet, entry, held)", 'packet']],
      suites: folding,
    },
    {
      name: 'lessened-by-what-comes-later',
      what: 'A packet is lessened by smaller ones that come after it in the log.',
      breaks: ['RL24', 'RL28'],
      file: 'packages/relay/src/space/folded.ts',
      edits: [['.filter((other) => other.position < entry.position)', '']],
      suites: once,
    },
    {
      name: 'lessened-by-what-does-not-nest',
      what: 'A packet is lessened by one that reaches beyond it.',
      breaks: ['RL25'],
      file: 'packages/relay/src/space/cover.ts',
      edits: [['else if (option.to <= range.to) {', 'else {']],
      suites: cover,
    },
    {
      name: 'cover-without-a-way-back',
      what: 'The first choice of smaller packets that leads nowhere is the last.',
      breaks: ['RL24'],
      file: 'packages/relay/src/space/cover.ts',
      edits: [['      at = back.from\n      tries.length = chosen.length + 1\n', '      return null\n']],
      suites: cover,
    },
    {
      name: 'refused-and-covered',
      what: 'A packet that is refused for its life counts as held all the same.',
      breaks: ['RL26'],
      file: 'packages/relay/src/space/folded.ts',
      edits: [
        [
          "if (jumpsLife(this.state.delta, delta)) return refused('life-jump')",
          "if (jumpsLife(this.state.delta, delta)) return this.vector.add(entry.id, entry.from, entry.to) ? refused('life-jump') : nothing",
        ],
      ],
      suites: once,
    },
    {
      name: 'void-covers-nothing',
      what: 'What was refused for good is applied when it comes again.',
      breaks: ['RL27'],
      file: 'packages/relay/src/space/folded.ts',
      edits: [['if (this.voids.add(entry.id, entry.from, entry.to)) this.vector.add(entry.id, entry.from, entry.to)', '']],
      suites: folding,
    },
    {
      name: 'void-told-as-held',
      what: 'What was refused for good is told as held, so that its client takes it for confirmed.',
      breaks: ['RL47'],
      file: 'packages/relay/src/space/folded.ts',
      edits: [['if (this.voids.add(entry.id, entry.from, entry.to)) this.vector', 'this.vector']],
      suites: once,
    },
    {
      name: 'snapshot-forgets-voids',
      what: 'A relay that starts from a snapshot takes what was refused for good for applied.',
      breaks: ['RL28', 'RL47'],
      file: 'packages/relay/src/space/snapshot.ts',
      edits: [
        [
          'new FoldedSpace({ state, vector, voids, recency, position, folded })',
          'new FoldedSpace({ state, vector, voids: new VersionVector(), recency, position, folded })',
        ],
      ],
      suites: once,
    },
    {
      name: 'snapshot-forgets-coverage',
      what: 'A relay that starts from a snapshot holds nothing of what is in it.',
      breaks: ['RL28'],
      file: 'packages/relay/src/space/snapshot.ts',
      edits: [
        [
          'new FoldedSpace({ state, vector, voids, recency, position, folded })',
          'new FoldedSpace({ state, vector: new VersionVector(), voids, recency, position, folded })',
        ],
      ],
      suites: folding,
    },
    {
      name: 'snapshot-not-checked',
      what: 'A relay starts from a damaged snapshot.',
      breaks: ['RL28'],
      file: 'packages/relay/src/space/snapshot.ts',
      edits: [[' || whole.readDoubleBE(end) !== hashBytes(whole.subarray(0, end))', '']],
      suites: folding,
    },
    {
      name: 'place-past-its-reign-valid',
      what: 'A place that the relay lost with its tail is taken for one that it has.',
      breaks: ['RL30'],
      file: 'packages/relay/src/space/place.ts',
      edits: [['return place.position <= (reigns[reigns.indexOf(reign) + 1]?.start ?? head)', 'return place.position <= head']],
      suites: place,
    },
    {
      name: 'step-from-anywhere',
      what: 'A step of the stream is applied wherever the reference stands, so two leading tabs apply it twice.',
      breaks: ['RE21'],
      file: 'packages/replica/src/transactions/apply-stream.ts',
      edits: [
        [
          "if (reference.nonce !== nonce || reference.position !== first.previous) return 'moved'",
          "if (reference.nonce !== nonce) return 'moved'",
        ],
      ],
      suites: transactions,
    },
    {
      name: 'step-of-another-log',
      what: 'A step of one log moves a reference that stands in another.',
      breaks: ['RE21'],
      file: 'packages/replica/src/transactions/apply-stream.ts',
      edits: [
        [
          "if (reference.nonce !== nonce || reference.position !== first.previous) return 'moved'",
          "if (reference.position !== first.previous) return 'moved'",
        ],
      ],
      suites: transactions,
    },
    {
      name: 'own-packet-covered-by-a-part',
      what: 'An own packet counts as confirmed when the relay holds a part of it.',
      breaks: ['RE9'],
      file: 'packages/replica/src/outbox/settle.ts',
      edits: [['range.from <= from && to <= range.to', 'range.from <= to && from <= range.to']],
      suites: settling,
    },
    {
      name: 'open-batches-covered-singly',
      what: 'Of open batches that will be one packet, those that the relay holds are set aside alone.',
      breaks: ['RE9'],
      file: 'packages/replica/src/outbox/settle.ts',
      edits: [["return together ? 'confirm' : 'keep'", "return covered !== 'no' ? 'confirm' : 'keep'"]],
      suites: settling,
    },
    {
      name: 'void-packet-confirmed',
      what: 'A packet that was refused for good is taken for applied.',
      breaks: ['RE9'],
      file: 'packages/replica/src/outbox/settle.ts',
      edits: [
        ["return covered === 'void' ? 'park' : covered === 'held' ? 'confirm' : 'keep'", "return covered === 'no' ? 'keep' : 'confirm'"],
      ],
      suites: settling,
    },
    {
      name: 'lost-packet-not-brought-back',
      what: 'An acknowledged packet that the relay lost stays out of READ, and is not pushed again.',
      breaks: ['RE9', 'RE23'],
      file: 'packages/replica/src/outbox/settle.ts',
      edits: [["return covered === 'no' ? 'bring-back' : 'keep'", "return 'keep'"]],
      suites: settling,
    },
  ],
}
