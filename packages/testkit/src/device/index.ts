export { Device } from './device.js'
export { Disk } from './disk.js'
export type { Tab } from './tab.js'
