import type { LibraryWorkload } from '../harness/workload.js'
import { apply } from './apply.js'
import { counters } from './counters.js'
import { load } from './load.js'
import { map } from './map.js'
import { offline } from './offline.js'
import { reconnect } from './reconnect.js'
import { tick } from './tick.js'

/** What the libraries' processes can be asked for. */
export const libraryWorkloads: readonly LibraryWorkload[] = [tick, counters, offline, reconnect, map, load, apply]
