import type { Library } from '../libraries/library.js'
import type { Entry } from './registry.js'

/** What one library did in one variant of a workload. */
export interface Row {
  readonly library: string
  /** Tells apart the rows of one library: an encoding, a way to merge, a size. '' where there is one. */
  readonly variant: string
  readonly figures: Readonly<Record<string, number>>
  /** What came out was checked, outside of what is measured. */
  readonly verified: boolean
  /** Printed below the table: where the bytes go. */
  readonly detail?: string
}

/** One run in a process of its own. */
export type Job = Readonly<Record<string, string | number>>

export interface Column {
  /** The figure's key. */
  readonly key: string
  readonly title: string
  readonly unit: 'B' | 'KB' | 'MB' | 'ms' | 's' | '/s' | 'M/s' | 'x' | ''
}

/** What Torsor's figure has to be. */
export interface Bar {
  readonly row: { readonly library: string; readonly variant?: string }
  readonly figure: string
  readonly atMost?: number
  readonly atLeast?: number
}

/** What somebody else measured, elsewhere, by the same definition: for orientation, never compared by the harness. */
export interface Published {
  readonly library: string
  readonly variant?: string
  readonly says: string
}

interface Definition {
  readonly name: string
  /** Printed above the table: what is done, what is counted, and the floor. */
  readonly about: readonly string[]
  readonly columns: readonly Column[]
  readonly bars: readonly Bar[]
  readonly published: readonly Published[]
  /** Above the rows' details. */
  readonly details?: string
}

/** Each library does it in processes of its own. */
export interface LibraryWorkload extends Definition {
  /** Who takes part, in the order of the table. Default: every library. */
  readonly libraries?: readonly Entry[]
  /** Of one library, in order; each gets a fresh process. */
  jobs(library: Entry): readonly Job[]
  /** In that process. */
  run(library: Library, job: Job): Promise<readonly Row[]>
  /** In the harness: what the table shows of all jobs of one library. */
  combine?(rows: readonly Row[]): readonly Row[]
}

/** Nothing of a library runs. */
export interface StaticWorkload extends Definition {
  /** Of these libraries; null: of all. */
  measure(only: readonly string[] | null): Promise<readonly Row[]>
}

export type Workload = LibraryWorkload | StaticWorkload
