import { describe } from 'vitest'
import { memoryLog } from '../../src/log/index.js'
import { logContract } from './contract.js'

describe('memory log', () => {
  logContract(() => {
    const log = memoryLog()
    return { log, reopened: () => log }
  })
})
