import type { ReplicaStore } from '../port.js'
import { atomicityRules } from './atomicity.js'
import { isolationRules } from './isolation.js'
import { keyRules } from './keys.js'
import { lifetimeRules } from './lifetime.js'
import type { TestFunctions } from './test-functions.js'
import { valueRules } from './values.js'

export type { Matchers, TestFunctions } from './test-functions.js'

/** One storage that nobody else uses, empty at first. */
export interface ContractStorage {
  /** A further handle on it, as another tab would have. */
  open(): Promise<ReplicaStore>
}

export type MakeStorage = () => ContractStorage

/**
 * The consistency contract of `ReplicaStore` as tests, for every implementation. Takes `{ describe, it, expect }` of
 * the test runner, so that this package depends on none. `makeStorage` is called once per test.
 */
export function storeContract(name: string, makeStorage: MakeStorage, test: TestFunctions): void {
  test.describe(`${name} keeps the store contract`, () => {
    keyRules(makeStorage, test)
    valueRules(makeStorage, test)
    atomicityRules(makeStorage, test)
    isolationRules(makeStorage, test)
    lifetimeRules(makeStorage, test)
  })
}
