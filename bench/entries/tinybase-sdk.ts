export * from 'tinybase/mergeable-store'
export * from 'tinybase/persisters/persister-indexed-db'
export * from 'tinybase/synchronizers/synchronizer-ws-client'
