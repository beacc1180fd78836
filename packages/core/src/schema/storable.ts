type Primitive = null | boolean | number | bigint | string

/** Why a type cannot be a register's, said by the compiler. */
export interface NotStorable<Why extends string> {
  readonly 'torsor error': Why
}

/** Maps T to itself where a register can hold it, and names the reason where it can't. Self-mapped, so `interface` types pass. */
export type Storable<T> = T extends Primitive | Uint8Array
  ? T
  : T extends Date
    ? NotStorable<'a Date is not storable: keep its time in ms, or an ISO string'>
    : T extends ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
      ? NotStorable<'a Map or Set is not storable: use an object, an array, or the set() field'>
      : T extends undefined
        ? NotStorable<'undefined is not storable: use null'>
        : T extends symbol | ((...a: never[]) => unknown)
          ? NotStorable<'a function or symbol is not storable'>
          : { [K in keyof T]: {} extends Pick<T, K> ? Storable<Exclude<T[K], undefined>> | undefined : Storable<T[K]> }

/** What a register shows: the same data, and nobody may change it in place. */
export type DeepReadonly<T> = T extends Primitive | undefined | Uint8Array ? T : { readonly [K in keyof T]: DeepReadonly<T[K]> }
