const stores = ['packages/store/test/indexeddb.test.ts', 'packages/store/test/indexeddb-connection.test.ts']
const memory = ['packages/store/test/memory.test.ts']
const engine = ['packages/replica/test/engine/versions.test.ts']
const log = ['packages/relay/test/log/golden.test.ts']
const fields = ['packages/core/test/view/changed.test.ts']
const edits = ['packages/replica/test/edits/changed.test.ts']
const uploads = ['packages/replica/test/driver/uploads.test.ts']
const goldens = ['packages/replica/test/golden/golden.test.ts']

/** @type {import('./fault.mjs').Room} */
export const versions = {
  title: 'Versions of what is stored, and of an app',
  faults: [
    {
      name: 'every-step-again',
      what: 'A storage goes through the steps that it went through before.',
      breaks: ['ST44'],
      file: 'packages/store/src/migrations.ts',
      edits: [['migrations.slice(from - 1)', 'migrations']],
      suites: [...stores, ...memory],
    },
    {
      name: 'step-fails-unheard',
      what: 'Of a step that fails only the aborted transaction is told.',
      breaks: ['ST45'],
      file: 'packages/store/src/indexeddb/database.ts',
      edits: [['        failed = { error }\n', '        void error\n']],
      suites: stores,
    },
    {
      name: 'newer-storage-opened',
      what: 'An older release opens what a newer one stored.',
      breaks: ['ST46'],
      file: 'packages/store/src/memory/database.ts',
      edits: [['      if (found > wanted) throw outdatedFailure(this.name)\n', '']],
      suites: memory,
    },
    {
      name: 'outdated-handle-writes',
      what: 'A handle of an older release writes into what a newer one has upgraded.',
      breaks: ['ST47'],
      file: 'packages/store/src/memory/database.ts',
      edits: [['      if (!reads) throw outdatedFailure(this.name)\n', '      if (!reads) return this.#run(body)\n']],
      suites: memory,
    },
    {
      name: 'newer-storage-erased',
      what: 'A handle of an older release deletes what a newer one has upgraded.',
      breaks: ['ST33', 'ST47'],
      file: 'packages/store/src/indexeddb/connection.ts',
      edits: [["        if (isStorageFailure(error, 'version')) throw error\n", '']],
      suites: stores,
    },
    {
      name: 'nothing-read-before-letting-go',
      what: 'An older tab closes its connection without having read what it goes on with.',
      breaks: ['ST47', 'RE66'],
      file: 'packages/store/src/indexeddb/connection.ts',
      edits: [['reading.then((rooms) => copyOf(this.#name, rooms)).catch(() => null)', 'reading.then(() => null).catch(() => null)']],
      suites: [...stores, ...engine],
    },
    {
      name: 'outdated-tab-waits',
      what: 'A tab whose storage was upgraded is told nothing until it writes.',
      breaks: ['ST47', 'RE66'],
      file: 'packages/store/src/indexeddb/connection.ts',
      edits: [['      this.get().catch(() => undefined)\n', '']],
      suites: [...stores, ...engine],
      hangs: true,
    },
    {
      name: 'releases-talk',
      what: 'Tabs of different versions of the storage tell each other their rows.',
      breaks: ['RE68'],
      file: 'packages/replica/src/engine/boot.ts',
      edits: [['world.openChannel(`${storageName}:${storageVersion}`, (message)', 'world.openChannel(storageName, (message)']],
      suites: engine,
    },
    {
      name: 'newer-archive-taken',
      what: 'An archive of a newer release is taken for one of this one.',
      breaks: ['RE69'],
      file: 'packages/replica/src/archive/format.ts',
      edits: [['  if (version > storageVersion || version < 1) {', '  if (version < 1) {']],
      suites: engine,
    },
    {
      name: 'row-gains-a-field-unnoticed',
      what: 'What is stored has another shape, under the same version.',
      breaks: ['RE73'],
      file: 'packages/replica/src/storage/rows.ts',
      edits: [['    from: entry.from,\n', '    from: entry.from,\n    added: 0,\n']],
      suites: goldens,
    },
    {
      name: 'log-migrated-by-halves',
      what: 'The version of a log moves on outside of the transaction of its steps.',
      breaks: ['RL11'],
      file: 'packages/relay/src/log/sqlite-schema.ts',
      edits: [
        ['  database\n    .transaction(() => {', '  database.pragma(`user_version = ${expected}`)\n  database\n    .transaction(() => {'],
      ],
      suites: log,
    },
    {
      name: 'renamed-is-new',
      what: 'What was renamed is stored under its new name.',
      breaks: ['CO66'],
      file: 'packages/core/src/schema/layout-field.ts',
      edits: [['`${table}.${spec.stored ?? name}`', '`${table}.${name}`']],
      suites: fields,
    },
    {
      name: 'derived-upon-written',
      what: 'A counter that was said to be something has what is derived on top of it.',
      breaks: ['CO68', 'RE70'],
      file: 'packages/core/src/view/records/row-fields.ts',
      edits: [
        [
          'const from = base === undefined ? BigInt((derived as RawInteger | undefined) ?? 0) : baseOf(base)',
          'const from = BigInt((derived as RawInteger | undefined) ?? 0) + baseOf(base)',
        ],
      ],
      suites: [...fields, ...edits],
    },
    {
      name: 'derived-from-nothing',
      what: 'A field is derived from what the old one shows where it was never written.',
      breaks: ['CO68'],
      file: 'packages/core/src/view/records/row-fields.ts',
      edits: [['was !== null && was.columns.some((column) => cells.has(column)) ?', 'was !== null ?']],
      suites: fields,
    },
    {
      name: 'derived-element-stays',
      what: 'An element that is derived cannot be taken out of a set.',
      breaks: ['RE70'],
      file: 'packages/replica/src/edits/intents.ts',
      edits: [['shown === undefined ? this.#isDerived(field, row, element) : shown % 2 === 1', '(shown ?? 0) % 2 === 1']],
      suites: edits,
    },
    {
      name: 'former-columns-not-declared',
      what: 'A relay that lacks the columns of another version of the app is told those of this one again.',
      breaks: ['RE71'],
      file: 'packages/replica/src/driver/uploads.ts',
      edits: [['      this.#lacks = true\n', '']],
      suites: uploads,
    },
    {
      name: 'former-columns-not-archived',
      what: 'An archive has packets and not what their columns are called.',
      breaks: ['RE71', 'RE74'],
      file: 'packages/replica/src/archive/storage.ts',
      edits: [[" && key !== 'reference' && !isColumns(key)) continue", " && key !== 'reference') continue"]],
      suites: goldens,
    },
  ],
}
