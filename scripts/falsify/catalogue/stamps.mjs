const clocks = ['packages/core/test/stamp/stamp.test.ts']
const queue = ['packages/replica/test/edits/queue.test.ts']
const freezing = ['packages/replica/test/edits/freeze.test.ts', 'packages/replica/test/edits/edits.test.ts']

/** @type {import('./fault.mjs').Room} */
export const stamps = {
  title: 'Stamps and clocks',
  faults: [
    {
      name: 'stamp-not-past-the-last',
      what: 'While a clock stands still, two edits get one stamp.',
      breaks: ['CO36', 'CO37'],
      file: 'packages/core/src/stamp/stamp.ts',
      edits: [['Math.min(last + 1, Number.MAX_SAFE_INTEGER)', 'Math.min(last, Number.MAX_SAFE_INTEGER)']],
      suites: clocks,
    },
    {
      name: 'stamp-not-past-what-it-overwrites',
      what: 'A hybrid clock looks at its own stamps alone.',
      breaks: ['CO37'],
      file: 'packages/core/src/stamp/stamp.ts',
      edits: [['nextStamp(Math.max(last, overwritten), now())', 'nextStamp(last, now())']],
      suites: clocks,
    },
    {
      name: 'stamp-past-the-safe-integers',
      what: 'A time far away is a stamp that no float tells from the next.',
      breaks: ['CO35'],
      file: 'packages/core/src/stamp/stamp.ts',
      edits: [['return Math.min(Math.max(stamp, 1), Number.MAX_SAFE_INTEGER)', 'return Math.max(stamp, 1)']],
      suites: clocks,
    },
    {
      name: 'local-stamp-not-past-what-shows',
      what: 'An edit over a value of somebody whose clock is ahead does not show.',
      breaks: ['RE1'],
      file: 'packages/replica/src/edits/intents.ts',
      edits: [['const stamp = Math.max(this.#context.lastStamp, (shown?.stamp ?? 0) + 1)', 'const stamp = this.#context.lastStamp']],
      suites: queue,
    },
    {
      name: 'frozen-stamp-not-past-what-it-overwrites',
      what: 'A device whose clock is behind loses to the value that it replaced.',
      breaks: ['RE6'],
      file: 'packages/replica/src/edits/freeze.ts',
      edits: [['cell.over + 1, own + 1)', 'own + 1)']],
      suites: freezing,
    },
    {
      name: 'frozen-stamp-not-past-own',
      what: 'A device whose clock was set back loses to what it froze before.',
      breaks: ['RE6'],
      file: 'packages/replica/src/edits/freeze.ts',
      edits: [['cell.over + 1, own + 1)', 'cell.over + 1)']],
      suites: freezing,
    },
    {
      name: 'frozen-stamp-past-the-relay',
      what: 'A clock that is a year ahead wins for a year.',
      breaks: ['RE5'],
      file: 'packages/replica/src/edits/freeze.ts',
      edits: [['Math.min(cell.stamp + shift, ceiling)', 'cell.stamp + shift']],
      suites: freezing,
    },
    {
      name: 'clock-not-corrected',
      what: 'A frozen stamp is the local one, whatever the relay says of the clock.',
      breaks: ['RE5'],
      file: 'packages/replica/src/edits/freeze.ts',
      edits: [['const shift = Math.sign(clock.offset) * stampOf(Math.abs(clock.offset))', 'const shift = 0']],
      suites: freezing,
    },
    {
      name: 'provisional-stamp-taken-for-final',
      what: 'An edit over an open one takes the stamp that it had while open for one that others know.',
      breaks: ['RE36'],
      file: 'packages/replica/src/edits/intents.ts',
      edits: [['over: open?.over ?? shown?.stamp ?? 0', 'over: shown?.stamp ?? 0']],
      suites: freezing,
    },
    {
      name: 'queue-forgets-what-was-overwritten',
      what: 'Folding the offline queue forgets the stamp that its first edit replaced, where the later edit had not seen it.',
      breaks: ['RE6'],
      file: 'packages/replica/src/edits/compose.ts',
      edits: [['over: Math.max(first.over, second.over)', 'over: second.over']],
      suites: queue,
    },
    {
      name: 'queue-ordered-by-the-clock',
      what: 'Of two edits of one device the one with the greater stamp wins, not the later one.',
      breaks: ['RE1', 'RE6'],
      file: 'packages/replica/src/edits/compose.ts',
      edits: [
        [
          'return first === undefined ? second : later(first as DraftLww, second as DraftLww)',
          'return first === undefined || (first as DraftLww).stamp < (second as DraftLww).stamp ? second : first',
        ],
      ],
      suites: queue,
    },
  ],
}
