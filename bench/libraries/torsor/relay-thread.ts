import { parentPort, workerData } from 'node:worker_threads'
import { createRelay, memoryLog } from '@torsor/relay'
import { pino } from 'pino'
import { WorldClock } from '../../harness/clock.js'

/** A real relay in a thread of its own, so that its work can be told from a replica's. It keeps its log in memory. */
new WorldClock(workerData as SharedArrayBuffer).install()
const relay = createRelay({ log: memoryLog(), authorize: 'anyone', logger: pino({ level: 'silent' }) })
const { url } = await relay.listen({ port: 0 })
parentPort?.postMessage(url)
