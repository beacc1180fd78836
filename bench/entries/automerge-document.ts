export * from '@automerge/automerge'
