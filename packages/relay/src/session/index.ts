export type { Authorize, AuthorizeRequest, Grant } from './authorizer.js'
export { Connection } from './connection.js'
export type { SessionContext } from './context.js'
