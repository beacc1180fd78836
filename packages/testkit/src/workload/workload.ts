import type { AnySchema, MutatorOf, ViewOf } from '@torsor/core'
import type { Random } from '../world/index.js'

/** What the devices of a history do, and what must be seen of it. */
export interface Workload<S extends AnySchema> {
  readonly schema: S
  /** Makes one edit, of which `edit` is the name. `view`: what its tab shows before it. */
  write(m: MutatorOf<S>, random: Random, edit: string, view: ViewOf<S>): void
  /** How often each edit counts in a view. An edit that is not there counts 0 times. */
  counts(view: ViewOf<S>): ReadonlyMap<string, number>
  /** Throws what must not be so when everything has come together. */
  holds?(view: ViewOf<S>): void
  /** The edits of which a view shows one part and lacks another. */
  halves?(view: ViewOf<S>): readonly string[]
}
