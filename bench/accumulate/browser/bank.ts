import { createBankWorker } from '../worker-banks.js'

const answer = createBankWorker()
addEventListener('message', ({ data }) => postMessage(answer(data)))
