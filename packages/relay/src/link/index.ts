export type { LinkContext, LinkOptions } from './context.js'
export { Feed } from './feed.js'
export { Pull } from './pull.js'
export type { PullState } from './pull.js'
