export { Service } from '../server/service.js'
export type { ServiceOptions } from '../server/service.js'
export type { AcceptSocket, RelaySocket, RelaySocketHandlers, RelayWorld } from '../world/index.js'
