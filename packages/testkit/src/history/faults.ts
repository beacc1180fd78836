/** What can befall a world, and what a simulated history is made of besides edits and tabs that open and close. */
export const allFaults = {
  cut: 'a connection ends, at once or after some more messages',
  stall: 'a connection lets nothing through to the client for a while',
  drop: 'a connection lets nothing through any more, and neither end is told',
  kill: 'a tab is gone, page and worker',
  worker: 'a worker dies under its page, which starts another',
  power: 'a device loses its power: what was not flushed may be gone',
  backup: 'the disk of a device is set back to a backup',
  clone: 'the disk of a device is copied to another one, while it runs',
  clock: 'the clock of a device is wrong by hours, or jumps',
  year: 'the clock of a device is wrong by years, or jumps',
  disk: 'transactions fail, with an outcome that is known or not, now and then or for a while',
  full: 'a disk is full for a while: it can be read, and things can be deleted',
  rot: 'a stored row of the reference of a device comes back with a bit flipped',
  garble: 'a message from a relay arrives with a bit flipped',
  steal: 'a tab that was frozen wakes up, and leads beside the one that its lock passed on to, until it is discarded',
  channel: 'messages between the tabs of a device are lost',
  visibility: 'a tab is hidden, or shown',
  restart: 'a relay is started anew',
  crash: 'a relay loses its power, and starts again with what was durable',
  busy: 'a relay and its disk take their time',
  restore: 'a relay lost the tail of its log, or was set back to a backup',
  failover: 'a device moves to another relay that has not heard, or has no network for a while',
  upgrade: 'a tab of a newer release upgrades the storage under those of older ones',
} as const

export type Fault = keyof typeof allFaults

export const faultNames = Object.keys(allFaults) as readonly Fault[]
