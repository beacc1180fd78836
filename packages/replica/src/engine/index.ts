export { createBrowserHost, createHost } from './host.js'
export type { EngineHost, EngineHostOptions, HostWorld } from './host.js'
export type { EngineWorld } from './options.js'
export type {
  Channel,
  Clock,
  LockManagerLike,
  LockMode,
  OpenChannel,
  OpenSocket,
  RandomBytes,
  Randomness,
  Release,
  Socket,
  SocketHandlers,
} from '../world/ports.js'
