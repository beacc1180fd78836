export { every } from './every.js'
export { nodeWorld } from './node-world.js'
export type { AcceptSocket, ConnectLink, LinkSocket, LinkSocketHandlers, RelaySocket, RelaySocketHandlers, RelayWorld } from './ports.js'
