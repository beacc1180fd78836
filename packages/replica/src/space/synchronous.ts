import { TorsorError } from '@torsor/core'

const asyncKinds: ReadonlySet<string> = new Set(['[object AsyncFunction]', '[object AsyncGeneratorFunction]'])

/**
 * Refuses an async function before it runs where the engine can tell (code compiled to older targets hides it), so
 * that not even its first half has side effects.
 */
export function refuseAsyncFunction(fn: (...parameters: never[]) => unknown): void {
  if (asyncKinds.has(Object.prototype.toString.call(fn))) throw asyncMutator()
}

export function refuseThenable(result: unknown): void {
  if (!isThenable(result)) return
  // Its verbs fail from now on ('mutator-escaped'); the caller hears of it from the error thrown here, once.
  result.then(undefined, () => undefined)
  throw asyncMutator()
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') && 'then' in value && typeof value.then === 'function'
  )
}

function asyncMutator(): TorsorError<'mutator-async'> {
  return new TorsorError(
    'mutator-async',
    'The function given to mutate() is async. One call is one atomic, synchronous batch: await first, then mutate. Nothing was applied.',
  )
}
