import { TorsorError } from '@torsor/core'

/**
 * Refuses an async function before it runs where the engine can tell (code compiled to older targets hides it), so
 * that not even its first half has side effects.
 */
export function refuseAsyncFunction(fn: (...parameters: never[]) => unknown): void {
  if (/ Async/.test(Object.prototype.toString.call(fn))) throw asyncMutator()
}

export function refuseThenable(result: unknown): void {
  if (!isThenable(result)) return
  // Its verbs fail from now on ('mutator-escaped'); the caller hears of it from the error thrown here, once.
  result.then(undefined, () => undefined)
  throw asyncMutator()
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function'
}

function asyncMutator(): TorsorError<'mutator-async'> {
  return new TorsorError('mutator-async', 'The function given to mutate() is async: await first, then mutate. Nothing was applied.')
}
