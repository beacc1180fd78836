export { never, Process } from './process.js'
export { seeded } from './random.js'
export type { Random } from './random.js'
export { epoch, Timeline } from './timeline.js'
