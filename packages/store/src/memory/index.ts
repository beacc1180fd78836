// For whoever builds a disk of his own on memory, such as one that loses its tail.
export { MemoryDatabase } from './database.js'
export { Draft } from './draft.js'
export { createRoom } from './room.js'
export type { Rooms } from './room.js'
export { MemoryHandle } from './open.js'
