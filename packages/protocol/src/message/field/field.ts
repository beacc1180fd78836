import type { Io } from '../../frame/io.js'

/**
 * How one field of a message is written and read; given no value, it is read. `before` has the fields before it: some
 * bound what may come.
 */
export type Field<T> = (io: Io, value: T | undefined, before: Readonly<Record<string, unknown>>) => T

/** A field that takes no byte where it has its usual value. A bit in the flags of its message says that it has another. */
export type Spared<T> = readonly [usual: T, field: Field<Exclude<T, null>>]

export type Part<T> = Field<T> | Spared<T>

/** One per field, in the order of the wire: total by type, so that a field without one does not compile. */
export type PartsOf<T> = { readonly [K in keyof T]-?: Part<T[K]> }

/** Fields one after the other. */
export function record<T extends object>(fields: { readonly [K in keyof T]-?: Field<T[K]> }): Field<T> {
  return (io, given) => {
    const value: Partial<T> = {}
    for (const name of Object.keys(fields) as (keyof T)[]) value[name] = fields[name](io, given?.[name], value)
    return value as T
  }
}
