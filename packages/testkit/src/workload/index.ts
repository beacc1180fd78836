export { ledger } from './ledger.js'
export type { Workload } from './workload.js'
