export interface Matchers {
  toBe(expected: unknown): void
  toEqual(expected: unknown): void
}

/** What the suite needs of a test runner; vitest's and jest's functions fit. */
export interface TestFunctions {
  readonly describe: (name: string, body: () => void) => void
  readonly it: (name: string, body: () => Promise<void>) => void
  readonly expect: (actual: unknown, message?: string) => Matchers
}

/** What the promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`Expected a rejection, got ${String(value)}.`)
}

/** What the call throws. */
export function thrownBy(call: () => unknown): unknown {
  let value: unknown
  try {
    value = call()
  } catch (error) {
    return error
  }
  throw new Error(`Expected an exception, got ${String(value)}.`)
}

export function nameOf(error: unknown): string | null {
  return error instanceof Error ? error.name : null
}
