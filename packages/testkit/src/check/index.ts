export { checkAtRest } from './at-rest.js'
export { checkWhileRunning } from './while-running.js'
