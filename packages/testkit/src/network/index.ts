export type { Line, Weather } from './line.js'
export { socketsOf } from './sockets.js'
