import type { Field } from './field.js'
import { checkName } from './names.js'
import type { Collection, Fields, Single, Words } from './table.js'

type Entry = Field | Collection<Fields> | Single<Fields> | Words<bigint> | Words<number>

/**
 * A field or table that is shown under the name it has in the schema, and stored under the one that it had before: what
 * was written under that is still there, and older versions of the app go on reading and writing the same.
 *
 * @throws TorsorError 'schema-invalid' (no name); `defineSchema` throws 'column-collision' where something else is stored there.
 */
export function renamed<E extends Entry>(entry: E, { was }: { readonly was: string }): E {
  checkName(was, 'what it was')
  // A spread of what a type variable names is no longer known to be that.
  return Object.freeze({ ...entry, stored: was }) as unknown as E
}
