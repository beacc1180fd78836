const memory = ['packages/store/test/memory.test.ts', 'packages/store/test/agreement.test.ts']
const indexedDb = ['packages/store/test/indexeddb.test.ts', 'packages/store/test/agreement.test.ts']
const commits = ['packages/store/test/indexeddb-commit.test.ts']

/** @type {import('./fault.mjs').Room} */
export const store = {
  title: 'Store',
  faults: [
    {
      name: 'memory-writes-in-place',
      what: 'What a body wrote before it threw stays.',
      breaks: ['ST13'],
      file: 'packages/store/src/memory/draft.ts',
      edits: [['return this.#replace(store, copyRoom(room))', 'return this.#replace(store, room)']],
      suites: memory,
    },
    {
      name: 'memory-runs-side-by-side',
      what: 'Transactions of two handles do not wait for each other.',
      breaks: ['ST18'],
      file: 'packages/store/src/memory/database.ts',
      edits: [
        [
          'return this.#enqueue(async () => {\n      if (sight.last === null)',
          'return Promise.resolve().then(async () => {\n      if (sight.last === null)',
        ],
      ],
      suites: memory,
    },
    {
      name: 'memory-range-ends-early',
      what: 'A range leaves its upper end out.',
      breaks: ['ST4', 'ST5'],
      file: 'packages/store/src/memory/room.ts',
      edits: [['room.keys.length : firstAfter(room, range.to)', 'room.keys.length : firstNotBefore(room, range.to)']],
      suites: memory,
    },
    {
      name: 'memory-shares-values',
      what: 'A value that is changed after it was put changes in the storage.',
      breaks: ['ST7'],
      file: 'packages/store/src/memory/draft.ts',
      edits: [['const copy = this.clone(compactBinary(value))', 'const copy = compactBinary(value)']],
      suites: memory,
    },
    {
      name: 'erased-storage-goes-on',
      what: 'A handle goes on writing to a storage that another handle erased.',
      breaks: ['ST24'],
      file: 'packages/store/src/memory/database.ts',
      edits: [['    if (this.#erased) throw erasedFailure(this.name)\n', '']],
      suites: memory,
    },
    {
      name: 'number-used-again',
      what: 'The journal counts anew when it was cleared.',
      breaks: ['ST26'],
      file: 'packages/store/src/memory/draft.ts',
      edits: [['this.#replace(store, createRoom(last))', 'this.#replace(store, createRoom())']],
      suites: memory,
    },
    {
      name: 'numbers-after-strings',
      what: 'Keys are ordered as text.',
      breaks: ['ST3'],
      file: 'packages/store/src/key/order.ts',
      edits: [['return a < b ? -1 : a > b ? 1 : 0', 'return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0']],
      suites: memory,
    },
    {
      name: 'put-outside-of-its-transaction',
      what: 'IndexedDB: a put goes through a transaction of its own, and stays when the body throws.',
      breaks: ['ST12', 'ST13'],
      file: 'packages/store/src/indexeddb/access.ts',
      edits: [
        [
          'this.#write(() => this.#room(store).put(compactBinary(value), idbKey(key)))',
          "this.#write(() => this.#transaction.db.transaction(store, 'readwrite').objectStore(store).put(compactBinary(value), idbKey(key)))",
        ],
      ],
      suites: indexedDb,
    },
    {
      name: 'range-ends-early',
      what: 'IndexedDB: a range leaves its upper end out.',
      breaks: ['ST4', 'ST5'],
      file: 'packages/store/src/indexeddb/access.ts',
      edits: [['IDBKeyRange.bound(idbKey(from), idbKey(to))', 'IDBKeyRange.bound(idbKey(from), idbKey(to), false, true)']],
      suites: indexedDb,
    },
    {
      name: 'thrown-and-committed',
      what: 'IndexedDB: a body that throws has committed what it wrote.',
      breaks: ['ST13'],
      file: 'packages/store/src/indexeddb/run.ts',
      edits: [['unlessEnded(() => transaction.abort())', 'unlessEnded(() => transaction.commit())']],
      suites: indexedDb,
    },
    {
      name: 'written-before-its-commit',
      what: 'IndexedDB: a write is reported as done before it is committed.',
      breaks: ['ST36', 'ST37'],
      file: 'packages/store/src/indexeddb/run.ts',
      edits: [
        [
          "if (transaction.mode === 'readonly') resolve(value)\n        else unlessEnded",
          "resolve(value)\n        if (transaction.mode !== 'readonly') unlessEnded",
        ],
      ],
      suites: commits,
    },
    {
      name: 'durability-forgotten',
      what: 'IndexedDB: what was to be strict is relaxed.',
      breaks: ['ST35'],
      file: 'packages/store/src/indexeddb/open.ts',
      edits: [
        [
          "[...storeNames], 'readwrite', { durability })",
          "[...storeNames], 'readwrite', { durability: durability === 'strict' ? 'relaxed' : durability })",
        ],
      ],
      suites: commits,
    },
    {
      name: 'unknown-outcome-taken-for-failure',
      what: 'IndexedDB: a commit that may have happened is reported as one that did not.',
      breaks: ['ST37'],
      file: 'packages/store/src/indexeddb/run.ts',
      edits: [["isOpen ? 'unknown' : 'aborted'", "'aborted'"]],
      suites: commits,
    },
  ],
}
