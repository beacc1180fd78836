import { parentPort } from 'node:worker_threads'
import { createBankWorker } from '../worker-banks.js'

const answer = createBankWorker()
parentPort?.on('message', (message) => parentPort?.postMessage(answer(message)))
