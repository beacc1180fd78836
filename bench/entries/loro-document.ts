export * from 'loro-crdt'
