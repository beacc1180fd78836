import { atomicityRules } from './atomicity.js'
import { isolationRules } from './isolation.js'
import { keyRules } from './keys.js'
import { lifetimeRules } from './lifetime.js'
import { numberRules } from './numbers.js'
import type { MakeStorage } from './make-storage.js'
import type { TestFunctions } from './test-functions.js'
import { valueRules } from './values.js'
import { versionRules } from './versions.js'

export type { ContractStorage, MakeStorage } from './make-storage.js'
export type { Matchers, TestFunctions } from './test-functions.js'

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
    numberRules(makeStorage, test)
    versionRules(makeStorage, test)
  })
}
