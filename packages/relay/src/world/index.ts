export { every } from './every.js'
export { nodeWorld } from './node-world.js'
export type { AcceptSocket, RelaySocket, RelaySocketHandlers, RelayWorld } from './ports.js'
