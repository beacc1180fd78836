const transactions = ['packages/replica/test/transactions/transactions.test.ts']
const faults = ['packages/replica/test/transactions/faults.test.ts']
const uploads = ['packages/replica/test/driver/uploads.test.ts']
const walks = ['packages/relay/test/space/folded.test.ts']
const places = ['packages/relay/test/space/place.test.ts']
const downloads = ['packages/replica/test/driver/downloads.test.ts']

/** @type {import('./fault.mjs').Room} */
export const catchingUp = {
  title: 'Catching up',
  faults: [
    {
      name: 'slices-adopted-before-the-last',
      what: 'READ shows the first slices of a catching-up before the last has come.',
      breaks: ['RE23'],
      file: 'packages/replica/src/engine/catching-up.ts',
      edits: [
        [
          '    staging.slices.push(slice.cells)\n',
          '    staging.slices.push(slice.cells)\n    this.#core.memory.loadIntoReference(decodeAbsolute(slice.cells))\n',
        ],
      ],
      suites: ['packages/replica/test/engine/replication.test.ts'],
    },
    {
      name: 'held-packet-pushed-again',
      what: 'A packet that the relay held when the session opened is pushed while catching up is about to confirm it.',
      breaks: ['RE42'],
      file: 'packages/replica/src/driver/uploads.ts',
      edits: [['if (!this.#adopted && this.#held(', 'if (!this.#live && this.#held(']],
      suites: uploads,
    },
    {
      name: 'adopted-without-coverage',
      what: 'A reference is adopted and own packets that it holds stay on top of it.',
      breaks: ['RE23'],
      file: 'packages/replica/src/transactions/catch-up.ts',
      edits: [
        ['await settleOutbox(writer, coversOf(adoption.coverage), adoption.now)', 'await settleOutbox(writer, coversOf([]), adoption.now)'],
      ],
      suites: transactions,
    },
    {
      name: 'adopted-on-another-reference',
      what: 'What was staged on one relay’s reference is adopted on another’s.',
      breaks: ['RE35'],
      file: 'packages/replica/src/transactions/catch-up.ts',
      edits: [
        [
          'return reference.nonce !== null && reference.nonce === staging.baseNonce && reference.position === staging.base',
          'return reference.nonce !== null && reference.position >= staging.base',
        ],
      ],
      suites: transactions,
    },
    {
      name: 'whole-state-beside-the-old-log',
      what: 'A whole state is adopted and the log of the old one is applied on top of it.',
      breaks: ['RE23'],
      file: 'packages/replica/src/transactions/catch-up.ts',
      edits: [["      writer.clear('log')\n      writer.clear('pages')\n", "      writer.clear('pages')\n"]],
      suites: faults,
    },
    {
      name: 'whole-state-beside-the-old-pages',
      what: 'A whole state is adopted and pages of the old one stay.',
      breaks: ['RE23'],
      file: 'packages/replica/src/transactions/catch-up.ts',
      edits: [["      writer.clear('log')\n      writer.clear('pages')\n", "      writer.clear('log')\n"]],
      suites: faults,
    },
    {
      name: 'slice-overwrites-a-step',
      what: 'A catching-up that ends where the reference stands overwrites the last step in the log.',
      breaks: ['RE23'],
      file: 'packages/replica/src/transactions/catch-up.ts',
      edits: [["writer.put('log', [adoption.position, n + 1], row)", "writer.put('log', [adoption.position, n], row)"]],
      suites: faults,
    },
    {
      name: 'slice-of-another-staging',
      what: 'A slice is staged behind those of another tab’s catching-up.',
      breaks: ['RE24'],
      file: 'packages/replica/src/transactions/catch-up.ts',
      edits: [
        [
          'stored === undefined || stored.nonce !== staging.nonce || stored.slices !== staging.slices - 1 || stored.base !== staging.base',
          'stored === undefined',
        ],
      ],
      suites: transactions,
    },
    {
      name: 'staging-with-a-hole',
      what: 'A catching-up goes on after a cut although a slice of it is gone.',
      breaks: ['RE24'],
      file: 'packages/replica/src/storage/load.ts',
      edits: [['return slices.length === meta.slices && slices.every(decodes) ?', 'return slices.every(decodes) ?']],
      suites: faults,
    },
    {
      name: 'steps-around-a-digest',
      what: 'A digest is compared with a reference that has steps of after it.',
      breaks: ['RE39'],
      file: 'packages/replica/src/driver/downloads.ts',
      edits: [['    this.#batch = null\n    this.#tasks', '    this.#tasks']],
      suites: downloads,
    },
    {
      name: 'walk-skips-the-rest-of-a-place',
      what: 'A walk that was cut inside of one position goes on behind it.',
      breaks: ['RL22'],
      file: 'packages/relay/src/space/walk.ts',
      edits: [
        [
          'if (link.position === since.position && (key === null || compareAddresses(link, key) <= 0)) break',
          'if (link.position === since.position) break',
        ],
      ],
      suites: walks,
    },
    {
      name: 'walk-forgets-what-went',
      what: 'A word that came back to 0 is not among what changed.',
      breaks: ['RL21'],
      file: 'packages/relay/src/space/absolute.ts',
      edits: [
        [
          '    words.set(index, state.words.get(address.table)?.get(index) ?? 0n)\n',
          '    const word = state.words.get(address.table)?.get(index)\n    if (word !== undefined) words.set(index, word)\n',
        ],
      ],
      suites: walks,
    },
    {
      name: 'changed-cell-keeps-its-place',
      what: 'A cell that changes again is not told to those who know its first change.',
      breaks: ['RL20'],
      file: 'packages/relay/src/space/recency.ts',
      edits: [['if (link.position === this.#position) return\n', 'if (link.position > 0) return\n']],
      suites: walks,
    },
    {
      name: 'cells-of-an-ended-life-told',
      what: 'A walk meets cells of a life that ended.',
      breaks: ['RL21'],
      file: 'packages/relay/src/space/recency.ts',
      edits: [['      this.#forgetCells(links)\n', '']],
      suites: walks,
    },
    {
      name: 'staged-on-a-place-that-is-gone',
      what: 'A catching-up goes on although what it was staged on is not true here.',
      breaks: ['RL31'],
      file: 'packages/relay/src/space/place.ts',
      edits: [['if (valid && (staged.whole || placed)) return', 'if (valid) return']],
      suites: places,
    },
    {
      name: 'digest-not-compared',
      what: 'A reference that differs from the relay’s is taken for equal.',
      breaks: ['RE48'],
      file: 'packages/replica/src/engine/compare.ts',
      edits: [["return digestCheck(digest) === told ? { position, digest } : 'differs'", 'return { position, digest }']],
      suites: uploads,
    },
  ],
}
