export * from 'y-indexeddb'
export * from 'y-websocket'
export * from 'yjs'
