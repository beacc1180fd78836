import type { Counter, Extremum, Field, FieldKind, FieldSpec, Register, SetField, Tally } from './field.js'
import type { Storable } from './storable.js'

/**
 * A value of which the latest write wins. Without an initial value it reads `undefined` until it is written.
 * What it cannot hold (a Date, a Map, a function, …) is an error of the compiler, or else of `defineSchema`.
 */
export function register<T>(): Register<T | undefined>
export function register<T>(initial: T): [T] extends [Storable<T>] ? Register<T> : Storable<T>
export function register(initial?: unknown): unknown {
  return build<Register<unknown>>('register', { initial })
}

/**
 * An exact 64-bit sum: `add` says by how much, and concurrent adds all count; `update` says what it is.
 * `scale` is how many digits after the decimal point are kept, 0 (default) to 9. With `bigint` it is read and written
 * as a bigint in units of 10^-scale; without, reading it outside of ±(2^53 - 1) units throws 'counter-unsafe'.
 */
export function counter(options?: { scale?: number; bigint?: false }): Counter<number>
export function counter(options: { scale?: number; bigint: true }): Counter<bigint>
export function counter(options: { scale?: number; bigint?: boolean } = {}): Counter<number> | Counter<bigint> {
  return build<Counter<number>>('counter', { scale: options.scale ?? 0, bigint: options.bigint ?? false })
}

/** The greatest number ever given; `undefined` before the first. */
export function max(): Extremum<'max'> {
  return build<Extremum<'max'>>('max', {})
}

/** The smallest number ever given; `undefined` before the first. */
export function min(): Extremum<'min'> {
  return build<Extremum<'min'>>('min', {})
}

/** A counter per element. With keys it has these and no others, each 0 at first; without, any key may be counted. */
export function tally<const K extends string = string>(...keys: K[]): Tally<K> {
  return build<Tally<K>>('tally', { elements: keys.length === 0 ? null : Object.freeze([...keys]) })
}

/** A set of strings: two devices that put different elements end with both. With `allowed` it takes no others. */
export function set<const E extends string = string>(...allowed: E[]): SetField<E> {
  return build<SetField<E>>('set', { elements: allowed.length === 0 ? null : Object.freeze([...allowed]) })
}

/** The one place where a spec takes on its phantom type. */
function build<F extends Field>(kind: FieldKind, options: Partial<FieldSpec>): F {
  const spec: FieldSpec = { kind, initial: undefined, scale: 0, bigint: false, elements: null, ...options }
  return Object.freeze(spec) as unknown as F
}
