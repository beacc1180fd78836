export { RelaySite } from './relay-site.js'
